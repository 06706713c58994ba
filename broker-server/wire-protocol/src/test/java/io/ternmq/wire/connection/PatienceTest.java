package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import io.ternmq.wire.frame.Frame;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When an event loop looks for more before it sleeps. */
@Timeout(60)
class PatienceTest {
    private static final long PATIENCE_US = 70;
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);

    private final AtomicLong nowNs = new AtomicLong(5);
    private final AtomicLong looks = new AtomicLong();
    private final Executor threads = new ThreadPerTaskExecutor(new DefaultThreadFactory("patience-test", true));
    private final Patience patience = new Patience(PATIENCE_US, () -> {
        looks.incrementAndGet();
        return nowNs.get();
    });

    private void passTime(long ns) {
        nowNs.addAndGet(ns);
    }

    /** One answer after which nothing comes in time; whether it looked for more. */
    private boolean looksInVain() {
        patience.onServed();
        boolean hasLooked = patience.looksAgain();
        passTime(PATIENCE_US * 1000);
        assertThat(patience.looksAgain()).isFalse();
        return hasLooked;
    }

    /** So many answers of that kind; after how many of them it looked. */
    private int looksInVain(int answers) {
        int count = 0;
        for (int i = 0; i < answers; i++) {
            count += looksInVain() ? 1 : 0;
        }
        return count;
    }

    /** One answer after which the next request comes soon; whether it looked for it. */
    private boolean looksWithSuccess() {
        patience.onServed();
        boolean hasLooked = patience.looksAgain();
        patience.onFound();
        return hasLooked;
    }

    @Test
    void sleepsAtOnceWhenNobodyWasServed() {
        assertThat(patience.looksAgain()).isFalse();
        patience.onFound();
        assertThat(patience.looksAgain()).isFalse();
    }

    @Test
    void looksForAWhileOnceSomebodyWasServed() {
        patience.onServed();
        assertThat(patience.looksAgain()).isTrue();
        passTime(PATIENCE_US * 1000 - 1);
        assertThat(patience.looksAgain()).isTrue();
        passTime(1);
        assertThat(patience.looksAgain()).isFalse();
        assertThat(patience.looksAgain()).as("after it has slept").isFalse();
    }

    @Test
    void doesNotLookOnAfterWhatItHasFound() {
        patience.onServed();
        assertThat(patience.looksAgain()).isTrue();
        patience.onFound();
        assertThat(patience.looksAgain()).isFalse();
    }

    @Test
    void countsWhatItFindsTooLateAsInVain() {
        for (int i = 0; i < 100; i++) {
            patience.onServed();
            patience.looksAgain();
            passTime(PATIENCE_US * 1000);
            patience.onFound();
        }
        assertThat(looksInVain(4 * Patience.RARELY)).isEqualTo(4);
    }

    @Test
    void judgesNothingWhenItHasToStop() {
        for (int i = 0; i < 100; i++) {
            patience.onServed();
            assertThat(patience.looksAgain()).isTrue();
            passTime(PATIENCE_US * 1000);
            patience.stop();
            assertThat(patience.mayLook()).isFalse();
        }
    }

    @Test
    void looksRarelyWhileThatIsInVain() {
        for (int i = 0; looksInVain(); i++) {
            assertThat(i).as("times in vain").isLessThan(20);
        }
        assertThat(looksInVain(10 * Patience.RARELY)).isEqualTo(10);
    }

    @Test
    void looksAlwaysAgainOnceThatIsWorthwhile() {
        for (int i = 0; i < 100; i++) {
            looksInVain();
        }
        for (int i = 0; i < 20 * Patience.RARELY; i++) {
            looksWithSuccess();
        }
        for (int i = 0; i < 2 * Patience.RARELY; i++) {
            assertThat(looksWithSuccess()).isTrue();
        }
    }

    @Test
    void aServersEventLoopLooksForMoreAfterABurstOfReadingThatDidSomethingAtItsEnd() throws Exception {
        PatientEventLoop loop = new PatientEventLoop(null, threads, patience);
        try {
            var burst = new ReadBurst(loop);
            loop.submit(() -> {
                burst.begin();
                burst.end();
            }).get();
            // It has been asked whether to sleep when the next task runs.
            loop.submit(() -> { }).get();
            loop.submit(() -> { }).get();
            assertThat(looks).as("looks after a burst that left nothing to do").hasValue(0);

            loop.submit(() -> putOffAndEnd(burst)).get();
            awaitLooks();

            // A task ends the search, and the loop sleeps.
            loop.submit(() -> { }).get();
            long before = looks.get();
            loop.submit(() -> { }).get();
            assertThat(looks).as("looks after it was found").hasValue(before);
        } finally {
            end(loop);
        }
    }

    @Test
    void aServersEventLoopReadsWhatComesWhileItLooks() throws Exception {
        PatientEventLoop loop = new PatientEventLoop(null, threads, patience);
        AtomicLong read = new AtomicLong();
        try {
            Channel listening = new ServerBootstrap().group(loop).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
                        read.addAndGet(((ByteBuf) bytes).readableBytes());
                        ((ByteBuf) bytes).release();
                        putOffAndEnd(new ReadBurst(ctx.channel().eventLoop()));
                    }
                }).bind("127.0.0.1", 0).sync().channel();
            try (Socket socket = new Socket("127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort())) {
                for (int i = 1; i <= 3; i++) {
                    looks.set(0);
                    socket.getOutputStream().write(i);
                    long expected = i;
                    await("byte " + i + " is read").atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS)
                        .until(() -> read.get() == expected);
                    awaitLooks();
                }
            }
        } finally {
            end(loop);
        }
    }

    @Test
    void serversHaveEventLoopsWithPatience() throws Exception {
        ConnectionConfig config = ConnectionConfig.defaults().withEventLoopThreads(1);
        CompletableFuture<EventLoop> used = new CompletableFuture<>();
        try (FrameServer server = new FrameServer(config, (connection, request) -> {
            used.complete(connection.eventLoop());
            request.release();
        }); FrameClient client = new FrameClient(config, (connection, push) -> push.release())) {
            Connection connection = client.connect(server.bind(new InetSocketAddress("127.0.0.1", 0)), 5_000).get();
            connection.send(Frame.oneway(9000));
            assertThat(used.get(20, TimeUnit.SECONDS)).isInstanceOf(PatientEventLoop.class);
        }
    }

    @Test
    void aLeaderLooksForMoreAfterItHasServedAnotherThread() throws Exception {
        try (Led led = new Led()) {
            led.serveAnotherThread();
            awaitLooks();
            assertThat(led.loop.inEventLoop(led.leader)).isTrue();
            assertThat(led.loop.select().isSleeping()).isFalse();

            passTime(PATIENCE_US * 1000);

            await("the leader sleeps").atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> led.loop.select().isSleeping());
        }
    }

    @Test
    void aLeaderLeavesWhenItsWaitIsOverWhileItLooks() throws Exception {
        try (Led led = new Led()) {
            led.serveAnotherThread();
            awaitLooks();

            led.isOver.set(true);
            led.loop.wake(led.leader);

            led.awaitLeft();
        }
    }

    @Test
    void aLeaderLeavesWhenItIsInterruptedWhileItLooks() throws Exception {
        try (Led led = new Led()) {
            led.serveAnotherThread();
            awaitLooks();

            led.leader.interrupt();

            led.awaitLeft();
        }
    }

    /** A shared event loop that a thread runs which waits for something. */
    private final class Led implements AutoCloseable {
        private final SharedEventLoop loop = new SharedEventLoop(null, threads, patience);
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final AtomicBoolean isLeft = new AtomicBoolean();
        private final Thread leader = new Thread(() -> {
            loop.await(isOver::get, LONG_NS);
            isLeft.set(true);
        });

        Led() {
            leader.setDaemon(true);
            leader.start();
            // Each time that it serves somebody the driver may stand back.
            await("the thread leads").atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS).until(() -> {
                serveAnotherThread();
                return loop.inEventLoop(leader);
            });
        }

        void serveAnotherThread() {
            CompletableFuture<Void> done = new CompletableFuture<>();
            loop.execute(() -> {
                loop.wake(new Thread(() -> { }));
                looks.set(0);
                done.complete(null);
            });
            done.orTimeout(20, TimeUnit.SECONDS).join();
        }

        void awaitLeft() {
            await("the leader has left").atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS).untilTrue(isLeft);
        }

        @Override
        public void close() {
            isOver.set(true);
            end(loop);
        }
    }

    private static void putOffAndEnd(ReadBurst burst) {
        burst.begin();
        burst.execute(() -> { });
        burst.end();
    }

    private void awaitLooks() {
        await("it looks again and again").atMost(20, TimeUnit.SECONDS).pollInterval(1, TimeUnit.MILLISECONDS).until(() -> looks.get() > 100);
    }

    private static void end(EventLoop loop) {
        assertThat(loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS)).as("it has ended").isTrue();
    }
}
