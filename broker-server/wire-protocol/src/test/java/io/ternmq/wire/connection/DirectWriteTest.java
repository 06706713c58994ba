package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thread with one of two requests under way writes it itself; everything else is the event loop's. */
@Timeout(30)
@ExtendWith(NoLeaks.class)
class DirectWriteTest {
    private static final int ECHO = 9000;
    private static final int IGNORE = 9001;

    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final ConnectionConfig config = ConnectionConfig.defaults().withEventLoopThreads(1);
    private final CountDownLatch isFree = new CountDownLatch(1);
    private final FrameServer server = new FrameServer(config, (connection, request) -> {
        asked.add(request.fields().requireInt("n"));
        if (request.code() == ECHO) {
            Frame answer = request.response(0, null).body(request.body().retain());
            answer.fields().put("n", request.fields().requireInt("n"));
            connection.send(answer);
        }
        request.release();
    });
    private FrameClient client;
    private Connection connection;

    private void connect(DirectSocketChannel channel) throws Exception {
        client = new FrameClient(config, (c, push) -> push.release(), () -> channel);
        InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
        connection = client.connect(address, 5_000).get();
    }

    @AfterEach
    void close() {
        isFree.countDown();
        client.close();
        server.close();
    }

    /** Writes a little at first, and then throws or nothing. */
    private static final class Reluctant extends DirectSocketChannel {
        private final int firstBytes;
        private final boolean isBroken;
        private volatile boolean isAsked;

        Reluctant(int firstBytes, boolean isBroken) {
            this.firstBytes = firstBytes;
            this.isBroken = isBroken;
        }

        @Override
        void writeNow(ByteBuffer bytes) throws IOException {
            isAsked = true;
            int end = bytes.limit();
            super.writeNow(bytes.limit(bytes.position() + firstBytes));
            bytes.limit(end);
            if (isBroken) {
                shutdownOutput().syncUninterruptibly();
                throw new IOException("broken by the test");
            }
        }
    }

    private void keepEventLoopBusy() throws InterruptedException {
        CountDownLatch isBusy = new CountDownLatch(1);
        connection.eventLoop().execute(() -> {
            isBusy.countDown();
            try {
                isFree.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        isBusy.await();
    }

    private CompletableFuture<Frame> request(int code, int number, int bodyLength) {
        Frame request = Frame.request(code).body(new byte[bodyLength]);
        request.fields().put("n", number);
        return connection.request(request, 10_000);
    }

    private static int number(Future<Frame> answer) throws Exception {
        Frame frame = answer.get(10, TimeUnit.SECONDS);
        try {
            return frame.fields().requireInt("n");
        } finally {
            frame.release();
        }
    }

    private void awaitAsked(Integer... numbers) {
        await("the server got " + List.of(numbers)).atMost(10, TimeUnit.SECONDS).until(() -> asked.equals(List.of(numbers)));
    }

    @Test
    void theOnlyRequestGoesOutThoughTheEventLoopIsBusy() throws Exception {
        connect(new DirectSocketChannel());
        keepEventLoopBusy();

        CompletableFuture<Frame> answer = request(ECHO, 1, 100);

        awaitAsked(1);
        isFree.countDown();
        assertThat(number(answer)).isEqualTo(1);
        number(request(ECHO, 2, 0));
        awaitAsked(1, 2);
    }

    @Test
    void secondRequestIsStillItsThreadsAndTheThirdTheEventLoops() throws Exception {
        connect(new DirectSocketChannel());
        keepEventLoopBusy();
        List<CompletableFuture<Frame>> unanswered = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            unanswered.add(request(IGNORE, i, 0));
        }
        awaitAsked(1, 2);

        CompletableFuture<Frame> third = request(ECHO, 3, 0);

        assertThat(asked).hasSize(2);
        isFree.countDown();
        assertThat(number(third)).isEqualTo(3);
        connection.close("by the test");
        assertThat(unanswered).allSatisfy(answer ->
            assertThatThrownBy(() -> number(answer)).hasCauseInstanceOf(ConnectionClosedException.class));
    }

    @Test
    void onewayGoesOutThoughTheEventLoopIsBusy() throws Exception {
        connect(new DirectSocketChannel());
        keepEventLoopBusy();
        Frame oneway = Frame.oneway(IGNORE);
        oneway.fields().put("n", 1);

        connection.send(oneway);

        awaitAsked(1);
    }

    @Test
    void requestDoesNotOvertakeWhatWasSentBefore() throws Exception {
        connect(new DirectSocketChannel());
        keepEventLoopBusy();
        // Too long for its thread.
        Frame oneway = Frame.oneway(IGNORE).body(new byte[20_000]);
        oneway.fields().put("n", 1);
        connection.send(oneway);

        CompletableFuture<Frame> behind = request(ECHO, 2, 0);

        assertThat(asked).isEmpty();
        isFree.countDown();
        number(behind);
        awaitAsked(1, 2);
    }

    @Test
    void theEventLoopSendsWhatTheSocketDidNotTake() throws Exception {
        connect(new Reluctant(13, false));
        keepEventLoopBusy();

        CompletableFuture<Frame> answer = request(ECHO, 1, 5_000);
        CompletableFuture<Frame> behind = request(ECHO, 2, 0);

        assertThat(asked).isEmpty();
        isFree.countDown();
        assertThat(number(answer)).isEqualTo(1);
        assertThat(number(behind)).isEqualTo(2);
        awaitAsked(1, 2);
    }

    /** A thread that is interrupted must not take the connection of all others with it. */
    @Test
    void interruptedThreadLeavesTheConnectionOpen() throws Exception {
        connect(new DirectSocketChannel());
        keepEventLoopBusy();
        Thread.currentThread().interrupt();
        CompletableFuture<Frame> answer;
        try {
            answer = request(ECHO, 1, 100);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        awaitAsked(1);
        isFree.countDown();
        assertThat(number(answer)).isEqualTo(1);
        assertThat(number(request(ECHO, 2, 100))).isEqualTo(2);
    }

    @Test
    void errorWhileWritingIsThatOfItsRequestAlone() throws Exception {
        AtomicBoolean isFailing = new AtomicBoolean(true);
        connect(new DirectSocketChannel() {
            @Override
            void writeNow(ByteBuffer bytes) throws IOException {
                if (isFailing.getAndSet(false)) {
                    throw new OutOfMemoryError("by the test");
                }
                super.writeNow(bytes);
            }
        });

        CompletableFuture<Frame> failed = request(ECHO, 1, 100);

        assertThatThrownBy(() -> number(failed)).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(number(request(ECHO, 2, 100))).isEqualTo(2);
        awaitAsked(1, 2);
    }

    @Test
    void requestOfABrokenConnectionFails() throws Exception {
        Reluctant channel = new Reluctant(5, true);
        connect(channel);

        CompletableFuture<Frame> answer = request(ECHO, 1, 100);

        assertThatThrownBy(() -> number(answer)).hasCauseInstanceOf(ConnectionClosedException.class);
        assertThat(channel.isAsked).isTrue();
        assertThatThrownBy(() -> number(request(ECHO, 2, 100))).hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void frameThatIsTooLongFailsAloneAndTheNextOneGoes() throws Exception {
        ConnectionConfig small = config.withMaxFrameLengthBytes(1_000);
        client = new FrameClient(small, (c, push) -> push.release());
        connection = client.connect(server.bind(new InetSocketAddress("127.0.0.1", 0)), 5_000).get();

        CompletableFuture<Frame> tooLong = request(ECHO, 1, 1_000);

        assertThatThrownBy(() -> number(tooLong)).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(number(request(ECHO, 2, 100))).isEqualTo(2);
        awaitAsked(2);
    }

    /** One thread asks one by one, another one sends: each keeps its order, and the bytes of one never lie in another's. */
    @Test
    void manyThreadsShareTheSocket() throws Exception {
        connect(new DirectSocketChannel());
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        for (int t = 0; t < 3; t++) {
            int first = t * 100_000;
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < 2_000; i++) {
                        Frame oneway = Frame.oneway(IGNORE).body(new byte[i % 700]);
                        oneway.fields().put("n", first + 2 * i);
                        connection.send(oneway);
                        assertThat(number(request(ECHO, first + 2 * i + 1, i % 3_000))).isEqualTo(first + 2 * i + 1);
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
        for (int t = 0; t < 3; t++) {
            int first = t * 100_000;
            assertThat(asked.stream().filter(n -> n / 100_000 == first / 100_000)).hasSize(4_000).isSorted();
        }
    }
}
