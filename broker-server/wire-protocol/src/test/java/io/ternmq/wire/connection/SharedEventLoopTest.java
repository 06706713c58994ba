package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.wire.frame.Frame;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Threads that wait for a connection run its event loop, and leave it to the driver when nobody waits. */
@Timeout(60)
@ExtendWith(NoLeaks.class)
class SharedEventLoopTest {
    private static final int ECHO = 9000;
    private static final int IGNORE = 9001;
    private static final int PUSH_LATER = 9002;
    private static final int ATTEMPTS = 20;
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);

    private final ConnectionConfig config = ConnectionConfig.defaults().withEventLoopThreads(1).withThreadNamePrefix("driver");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<Thread> pushReader = new CompletableFuture<>();
    private final FrameServer server = new FrameServer(config, (connection, request) -> {
        if (request.code() == ECHO) {
            connection.send(request.response(0, null));
        } else if (request.code() == PUSH_LATER) {
            connection.send(request.response(0, null));
            connection.eventLoop().schedule(() -> connection.send(Frame.oneway(PUSH_LATER)), 5, TimeUnit.MILLISECONDS);
        }
        request.release();
    });
    private FrameClient client;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        client = new FrameClient(config, (c, push) -> {
            push.release();
            pushReader.complete(Thread.currentThread());
        });
        InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
        connection = client.connect(address, 5_000).get();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        threads.shutdownNow();
    }

    /** Asks; the future is completed with the thread that read the answer, or with null when it had come before somebody could look. */
    private CompletableFuture<Thread> ask(int code) {
        return connection.request(Frame.request(code), 20_000).thenApply(answer -> {
            answer.release();
            return connection.eventLoop().inEventLoop() ? Thread.currentThread() : null;
        });
    }

    private Thread askAndWait(int code) {
        CompletableFuture<Thread> reader = ask(code);
        Thread waiting = Thread.currentThread();
        reader.whenComplete((thread, failure) -> connection.wake(waiting));
        connection.await(reader::isDone, LONG_NS);
        assertThat(reader).as("answer to request " + code).isCompleted();
        return reader.join();
    }

    /** Asks until this thread reads an answer itself, which it does once the driver has stood back. */
    private void becomeLeader() {
        Thread self = Thread.currentThread();
        int asked = 1;
        while (askAndWait(ECHO) != self) {
            assertThat(++asked).as("answers read by others").isLessThan(20_000);
        }
    }

    /** A thread that runs the loop and waits for {@code isOver}. */
    private Thread startLeader(AtomicBoolean isOver, CompletableFuture<Boolean> isLeftInterrupted) throws Exception {
        CompletableFuture<Thread> started = new CompletableFuture<>();
        AtomicBoolean isWaiting = new AtomicBoolean();
        threads.execute(() -> {
            started.complete(Thread.currentThread());
            while (!isOver.get() && !Thread.currentThread().isInterrupted()) {
                // The driver may have come in between: then this thread follows, and tries again.
                becomeLeader();
                isWaiting.set(true);
                connection.await(isOver::get, TimeUnit.SECONDS.toNanos(2));
                isWaiting.set(false);
            }
            isLeftInterrupted.complete(Thread.interrupted());
        });
        Thread leader = started.get(20, TimeUnit.SECONDS);
        await("the thread runs the loop").atMost(20, TimeUnit.SECONDS).pollInterval(5, TimeUnit.MILLISECONDS)
            .until(() -> isWaiting.get() && connection.eventLoop().inEventLoop(leader));
        return leader;
    }

    private static boolean isDriver(Thread thread) {
        return thread.getName().startsWith("driver");
    }

    private static boolean isDriverOrUnknown(Thread thread) {
        return thread == null || isDriver(thread);
    }

    @Test
    void waitsOnAThreadThatRunsAlready() throws Exception {
        try (FrameClient ofTwoThreads = new FrameClient(config.withEventLoopThreads(2), (c, push) -> push.release())) {
            Connection only = ofTwoThreads.connect(connection.remoteAddress(), 5_000).get();
            Thread started = only.eventLoop().submit(Thread::currentThread).get(20, TimeUnit.SECONDS);
            only.close("not needed any more");

            CompletableFuture<Thread> waited = new CompletableFuture<>();
            ofTwoThreads.later(() -> waited.complete(Thread.currentThread()), 1);

            assertThat(waited.get(20, TimeUnit.SECONDS)).isSameAs(started);
        }
    }

    @Test
    void threadThatWaitsReadsItsAnswersItself() {
        Thread self = Thread.currentThread();
        becomeLeader();

        int own = 0;
        for (int i = 0; i < 1_000; i++) {
            own += askAndWait(ECHO) == self ? 1 : 0;
        }

        // The others fell to the driver, which takes over when this thread is not quick enough.
        assertThat(own).as("answers of 1000 that the waiting thread read").isGreaterThan(100);
    }

    @Test
    void driverReadsWhatNobodyWaitsFor() throws Exception {
        becomeLeader();

        askAndWait(PUSH_LATER);

        assertThat(isDriver(pushReader.get(20, TimeUnit.SECONDS))).as("the driver has read the push").isTrue();
        assertThat(ask(ECHO).get(20, TimeUnit.SECONDS)).as("who has read the answer").matches(SharedEventLoopTest::isDriverOrUnknown);
    }

    @Test
    void driverNeverStandsBackWhileSomethingIsExpected() throws Exception {
        Thread driver = connection.eventLoop().submit(Thread::currentThread).get(20, TimeUnit.SECONDS);
        assertThat(isDriver(driver)).isTrue();
        becomeLeader();

        connection.expect(1);
        await("the driver takes over").atMost(20, TimeUnit.SECONDS).until(() -> connection.eventLoop().inEventLoop(driver));
        for (int i = 0; i < 300; i++) {
            assertThat(askAndWait(ECHO)).as("who reads answer " + i).matches(SharedEventLoopTest::isDriverOrUnknown);
        }

        connection.expect(-1);
        becomeLeader();
    }

    @Test
    void threadOfAForkJoinPoolWaitsAndNeverLeads() throws Exception {
        Thread driver = connection.eventLoop().submit(Thread::currentThread).get(20, TimeUnit.SECONDS);
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            becomeLeader();
            pool.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    Thread reader = askAndWait(ECHO);
                    assertThat(reader == null || reader == driver).as("the driver has read answer " + i).isTrue();
                }
            }).get(40, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }

        becomeLeader();
    }

    @Test
    void whatAClosedConnectionExpectedIsForgotten() throws Exception {
        connection.expect(3);
        connection.close("test");
        await("it is closed").atMost(20, TimeUnit.SECONDS).until(() -> !connection.isOpen());
        connection.expect(1);
        connection = client.connect(connection.remoteAddress(), 5_000).get();

        becomeLeader();
    }

    @Test
    void tasksOfOthersRunWhileAThreadLeads() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread leader = startLeader(isOver, new CompletableFuture<>());

        assertThat(connection.eventLoop().submit(Thread::currentThread).get(20, TimeUnit.SECONDS)).isSameAs(leader);
        assertThat(connection.eventLoop().schedule(Thread::currentThread, 20, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS))
            .isSameAs(leader);

        isOver.set(true);
        connection.wake(leader);
    }

    @Test
    void leaderLeavesWhenAnotherThreadEndsItsWait() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Boolean> isLeftInterrupted = new CompletableFuture<>();
        Thread leader = startLeader(isOver, isLeftInterrupted);

        isOver.set(true);
        connection.wake(leader);

        assertThat(isLeftInterrupted.get(1, TimeUnit.SECONDS)).as("the leader was interrupted").isFalse();
        assertThat(ask(ECHO).get(20, TimeUnit.SECONDS)).as("who goes on").matches(SharedEventLoopTest::isDriverOrUnknown);
    }

    @Test
    void leaderLeavesAtItsDeadline() {
        becomeLeader();
        long startNs = System.nanoTime();

        connection.await(() -> false, TimeUnit.MILLISECONDS.toNanos(30));

        assertThat(System.nanoTime() - startNs).isBetween(TimeUnit.MILLISECONDS.toNanos(29), LONG_NS);
    }

    @Test
    void interruptedLeaderLeavesAndStaysInterrupted() throws Exception {
        CompletableFuture<Boolean> isLeftInterrupted = new CompletableFuture<>();
        Thread leader = startLeader(new AtomicBoolean(), isLeftInterrupted);

        leader.interrupt();

        assertThat(isLeftInterrupted.get(1, TimeUnit.SECONDS)).as("the leader stayed interrupted").isTrue();
        assertThat(connection.isOpen()).isTrue();
        assertThat(ask(ECHO).get(20, TimeUnit.SECONDS)).as("who goes on").matches(SharedEventLoopTest::isDriverOrUnknown);
    }

    @Test
    void interruptionOfTheDriverMeansNothing() throws Exception {
        Thread driver = connection.eventLoop().submit(Thread::currentThread).get(20, TimeUnit.SECONDS);

        driver.interrupt();
        await("it is cleared while the driver sleeps").atMost(20, TimeUnit.SECONDS).until(() -> !driver.isInterrupted());
        becomeLeader();
        driver.interrupt();
        await("it is cleared while the driver stands back").atMost(20, TimeUnit.SECONDS).until(() -> !driver.isInterrupted());

        assertThat(askAndWait(ECHO)).as("who goes on").matches(thread -> isDriverOrUnknown(thread) || thread == Thread.currentThread());
    }

    @Test
    void followerLeadsWhenTheLeaderLeaves() throws Exception {
        Thread driver = connection.eventLoop().submit(Thread::currentThread).get(20, TimeUnit.SECONDS);
        boolean hasLed = false;
        // On a machine that is busy a leader's last round may take so long that the driver is wanted.
        for (int attempt = 0; attempt < ATTEMPTS && !hasLed; attempt++) {
            hasLed = followerLedAfterLeader(driver);
        }
        assertThat(hasLed).as("the follower has led, in one of %d attempts", ATTEMPTS).isTrue();
    }

    private boolean followerLedAfterLeader(Thread driver) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        Thread leader = startLeader(isOver, new CompletableFuture<>());
        CompletableFuture<Thread> following = new CompletableFuture<>();
        AtomicBoolean isFollowerOver = new AtomicBoolean();
        Future<?> ended = threads.submit(() -> {
            following.complete(Thread.currentThread());
            connection.await(isFollowerOver::get, LONG_NS);
        });
        Thread follower = following.get(20, TimeUnit.SECONDS);
        // In time, or the driver takes the turn that nobody is there for.
        await("it follows").atMost(20, TimeUnit.SECONDS).until(() -> follower.getState() == Thread.State.TIMED_WAITING);

        isOver.set(true);
        connection.wake(leader);

        await("follower or driver leads").atMost(20, TimeUnit.SECONDS).until(() ->
            connection.eventLoop().inEventLoop(follower) || connection.eventLoop().inEventLoop(driver));
        boolean hasLed = connection.eventLoop().inEventLoop(follower);
        isFollowerOver.set(true);
        connection.wake(follower);
        ended.get(20, TimeUnit.SECONDS);
        return hasLed;
    }

    @Test
    void waitEndsWhenTheClientIsClosed() throws Exception {
        CompletableFuture<Thread> unanswered = new CompletableFuture<>();
        Future<?> waiting = threads.submit(() -> {
            becomeLeader();
            Thread self = Thread.currentThread();
            ask(IGNORE).whenComplete((thread, failure) -> {
                unanswered.complete(Thread.currentThread());
                connection.wake(self);
            });
            connection.await(unanswered::isDone, LONG_NS);
        });
        await("it leads").atMost(20, TimeUnit.SECONDS).until(() -> connection.pendingRequests() == 1);

        client.close();

        waiting.get(20, TimeUnit.SECONDS);
        assertThat(unanswered).isCompleted();
        connection.await(() -> false, TimeUnit.MILLISECONDS.toNanos(10));
    }

    @Test
    void loopsOwnThreadDoesNotWait() throws Exception {
        Future<?> task = connection.eventLoop().submit(() -> connection.await(() -> false, LONG_NS));

        task.get(10, TimeUnit.SECONDS);
    }

    @Test
    void everyThreadGetsItsAnswersWhateverTheOthersDo() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        Set<Thread> readers = ConcurrentHashMap.newKeySet();
        List<Future<?>> workers = new ArrayList<>();
        for (int worker = 0; worker < 8; worker++) {
            Random random = new Random(seed + worker);
            workers.add(threads.submit(() -> {
                for (int i = 0; i < 2_000; i++) {
                    act(random, readers);
                }
            }));
        }

        for (Future<?> worker : workers) {
            worker.get(50, TimeUnit.SECONDS);
        }
        assertThat(readers).as("threads that read answers, seed " + seed).hasSizeGreaterThan(2);
        assertThat(connection.pendingRequests()).as("requests without an answer, seed " + seed).isZero();
    }

    private void act(Random random, Set<Thread> readers) {
        switch (random.nextInt(20)) {
            case 0 -> LockSupport.parkNanos(random.nextInt(1_500_000));
            case 1 -> add(readers, ask(ECHO).orTimeout(20, TimeUnit.SECONDS).join());
            case 2 -> connection.await(() -> false, random.nextInt(300_000));
            case 3 -> {
                connection.expect(1);
                add(readers, askAndWait(ECHO));
                connection.expect(-1);
            }
            case 4 -> connection.eventLoop().submit(() -> { }).syncUninterruptibly();
            default -> add(readers, askAndWait(ECHO));
        }
    }

    private static void add(Set<Thread> readers, Thread reader) {
        if (reader != null) {
            readers.add(reader);
        }
    }
}
