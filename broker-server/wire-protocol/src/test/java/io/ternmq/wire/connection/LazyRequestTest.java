package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A lazy request travels with what is sent next, before it, and by itself when nothing is. */
@Timeout(60)
@ExtendWith(NoLeaks.class)
class LazyRequestTest {
    private static final int ECHO = 9000;
    private static final int MAX_FRAME_LENGTH_BYTES = 10_000;

    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final ConnectionConfig config = ConnectionConfig.defaults().withEventLoopThreads(1)
        .withMaxFrameLengthBytes(MAX_FRAME_LENGTH_BYTES);
    private final FrameServer server = new FrameServer(config, (connection, request) -> {
        asked.add(request.fields().requireInt("n"));
        connection.send(request.response(0, null));
        request.release();
    });
    /** Written by threads that ask, which is this test's alone. */
    private volatile int directWrites;
    private FrameClient client;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        client = new FrameClient(config, (c, push) -> push.release(), () -> new DirectSocketChannel() {
            @Override
            void writeNow(ByteBuffer bytes) throws IOException {
                directWrites++;
                super.writeNow(bytes);
            }
        });
        InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
        connection = client.connect(address, 5_000).get();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static Frame frame(int number, int bodyLength) {
        Frame request = Frame.request(ECHO).body(new byte[bodyLength]);
        request.fields().put("n", number);
        return request;
    }

    private CompletableFuture<Frame> lazily(int number) {
        return connection.requestLazily(frame(number, 10), 20_000);
    }

    private void askAndWait(int number) {
        CompletableFuture<Frame> answer = connection.request(frame(number, 10), 20_000);
        Thread waiting = Thread.currentThread();
        answer.whenComplete((frame, failure) -> connection.wake(waiting));
        connection.await(answer::isDone, TimeUnit.SECONDS.toNanos(20));
        answer.join().release();
    }

    /** Asks until the driver has stood back and nobody runs the loop, which is when a request can wait. */
    private void freeTheLoop() {
        int tries = 0;
        while (!((SharedEventLoop) connection.eventLoop()).isFree()) {
            assertThat(++tries).as("tries until the loop is free").isLessThan(20_000);
            askAndWait(0);
        }
        asked.clear();
    }

    private static void release(CompletableFuture<Frame> answer) throws Exception {
        answer.get(10, TimeUnit.SECONDS).release();
    }

    @Test
    void travelsInFrontOfTheNextRequestInOneWrite() throws Exception {
        int together = 0;
        for (int i = 0; i < 200; i++) {
            freeTheLoop();
            directWrites = 0;

            CompletableFuture<Frame> lazy = lazily(1);
            int writesBefore = directWrites;
            askAndWait(2);

            release(lazy);
            assertThat(asked).containsExactly(1, 2);
            together += writesBefore == 0 && directWrites == 1 ? 1 : 0;
        }

        // The driver may have come in between.
        assertThat(together).as("of 200 pairs those written at once").isGreaterThan(50);
    }

    @Test
    void goesByItselfWhenNothingFollows() throws Exception {
        for (int i = 0; i < 50; i++) {
            freeTheLoop();

            release(lazily(1));
        }
    }

    @Test
    void goesWhenItsThreadBeginsToWait() throws Exception {
        for (int i = 0; i < 50; i++) {
            freeTheLoop();

            CompletableFuture<Frame> lazy = lazily(1);
            // The driver may have come in between, and read the answer.
            Thread waiting = Thread.currentThread();
            lazy.whenComplete((answer, failure) -> connection.wake(waiting));
            connection.await(lazy::isDone, TimeUnit.SECONDS.toNanos(20));

            release(lazy);
        }
    }

    @Test
    void secondOneDoesNotWaitForTheFirst() throws Exception {
        freeTheLoop();

        List<CompletableFuture<Frame>> all = List.of(lazily(1), lazily(2), lazily(3));

        for (CompletableFuture<Frame> each : all) {
            release(each);
        }
        assertThat(asked).containsExactly(1, 2, 3);
    }

    @Test
    void tooLongOneFailsAloneAndTheNextOneGoes() throws Exception {
        freeTheLoop();

        CompletableFuture<Frame> tooLong = connection.requestLazily(frame(1, MAX_FRAME_LENGTH_BYTES), 20_000);
        askAndWait(2);

        assertThatThrownBy(() -> release(tooLong)).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(asked).containsExactly(2);
    }

    @Test
    void failsOnAConnectionThatIsClosed() {
        freeTheLoop();
        connection.close("by the test");
        await("the connection is closed").atMost(10, TimeUnit.SECONDS).until(() -> !connection.isOpen());

        CompletableFuture<Frame> late = lazily(1);

        assertThatThrownBy(() -> release(late)).hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void isAnsweredOrFailsWhenTheConnectionIsClosedAtTheSameTime() throws Exception {
        freeTheLoop();

        CompletableFuture<Frame> lazy = lazily(1);
        client.close();

        try {
            release(lazy);
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(ConnectionClosedException.class);
        }
    }

    /** Each thread's requests arrive in its order, whoever writes them. */
    @Test
    void manyThreadsKeepTheirOrder() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int t = 1; t <= 3; t++) {
            int first = t * 100_000;
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < 2_000; i++) {
                        CompletableFuture<Frame> lazy = lazily(first + 3 * i);
                        Frame oneway = Frame.oneway(ECHO);
                        oneway.fields().put("n", first + 3 * i + 1);
                        connection.send(oneway);
                        askAndWait(first + 3 * i + 2);
                        release(lazy);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        for (int t = 1; t <= 3; t++) {
            int group = t;
            assertThat(asked.stream().filter(n -> n / 100_000 == group)).hasSize(6_000).isSorted();
        }
    }
}
