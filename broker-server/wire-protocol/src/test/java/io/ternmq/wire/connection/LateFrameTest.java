package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.wire.frame.Frame;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A one-way that is made when it is written. */
@Timeout(30)
@ExtendWith(NoLeaks.class)
class LateFrameTest {
    private static final int UNANSWERED = 9001;

    private final List<Integer> received = new CopyOnWriteArrayList<>();
    private final ConnectionConfig config = ConnectionConfig.defaults().withEventLoopThreads(1);
    private final FrameServer server = new FrameServer(config, (connection, request) -> {
        received.add(request.fields().requireInt("n"));
        request.release();
    });
    private final FrameClient client = new FrameClient(config, (connection, push) -> push.release());
    private final CountDownLatch isFree = new CountDownLatch(1);
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
        connection = client.connect(address, 5_000).get();
    }

    @AfterEach
    void close() {
        isFree.countDown();
        client.close();
        server.close();
    }

    private static Frame oneway(int number) {
        Frame frame = Frame.oneway(UNANSWERED);
        frame.fields().put("n", number);
        return frame;
    }

    private void ask(int number) {
        Frame request = Frame.request(UNANSWERED);
        request.fields().put("n", number);
        connection.request(request, 20_000);
    }

    private void holdUpTheEventLoop() {
        connection.eventLoop().execute(() -> {
            try {
                isFree.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void isMadeOfWhatIsKnownWhenTheEventLoopWritesItAndKeepsItsPlace() {
        ask(1);
        ask(2);
        await("both are read").atMost(10, TimeUnit.SECONDS).until(() -> received.size() == 2);
        holdUpTheEventLoop();
        AtomicInteger number = new AtomicInteger(-1);

        connection.sendLate(() -> oneway(number.get()));
        connection.send(oneway(4));
        number.set(3);
        isFree.countDown();

        await("all are read").atMost(10, TimeUnit.SECONDS).until(() -> received.size() == 4);
        assertThat(received).containsExactly(1, 2, 3, 4);
    }

    @Test
    void isMadeAndWrittenAtOnceByAThreadThatMayWriteItself() {
        AtomicReference<Thread> maker = new AtomicReference<>();
        Supplier<Frame> frame = () -> {
            maker.compareAndSet(null, Thread.currentThread());
            return oneway(7);
        };
        holdUpTheEventLoop();

        connection.sendLate(frame);

        await("it is read").atMost(10, TimeUnit.SECONDS).until(() -> received.size() == 1);
        assertThat(received).containsExactly(7);
        assertThat(maker).hasValue(Thread.currentThread());
    }

    @Test
    void isNotMadeWhenTheConnectionIsClosed() {
        connection.close("by the test");
        await("the connection is closed").atMost(10, TimeUnit.SECONDS).until(() -> !connection.isOpen());
        AtomicInteger made = new AtomicInteger();

        connection.sendLate(() -> oneway(made.incrementAndGet()));
        connection.eventLoop().submit(() -> { }).awaitUninterruptibly();

        assertThat(made).hasValue(0);
    }
}
