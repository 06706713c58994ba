package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.wire.frame.Frame;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Answers that come together, to threads that ask again at once. */
@Timeout(60)
@ExtendWith(NoLeaks.class)
class ManyAnswersTest {
    private static final int FIRST = 9000;
    private static final int SECOND = 9001;
    private static final int REQUESTS = 8;

    private final ConnectionConfig config = ConnectionConfig.defaults().withEventLoopThreads(1);
    private final ExecutorService asker = Executors.newSingleThreadExecutor();
    private final List<Frame> held = new ArrayList<>();
    private final CountDownLatch secondsOfHalf = new CountDownLatch(REQUESTS / 2);
    private final FrameServer server = new FrameServer(config, (connection, request) -> {
        if (request.code() == SECOND) {
            secondsOfHalf.countDown();
            connection.send(request.response(0, null));
        } else {
            held.add(request.response(0, null));
            if (held.size() == REQUESTS) {
                connection.sendAll(List.copyOf(held));
            }
        }
        request.release();
    });
    private final FrameClient client = new FrameClient(config, (connection, push) -> push.release());
    private Connection connection;

    @AfterEach
    void close() {
        client.close();
        server.close();
        asker.shutdownNow();
    }

    private CompletableFuture<Frame> request(int code) {
        return connection.request(Frame.request(code), 30_000);
    }

    /** What a thread does that was waiting for the answer; done when this returns. */
    private CompletableFuture<Frame> askAgain() {
        return CompletableFuture.supplyAsync(() -> request(SECOND), asker).join();
    }

    @Test
    void whatHalfOfThemBringAboutGoesOutBeforeTheOthersAreHandedOut() throws Exception {
        InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
        connection = client.connect(address, 5_000).get();
        List<CompletableFuture<?>> all = new ArrayList<>();
        CompletableFuture<Boolean> arrivedBeforeTheLast = new CompletableFuture<>();
        for (int i = 1; i <= REQUESTS; i++) {
            int number = i;
            all.add(request(FIRST).thenCompose(answer -> {
                answer.release();
                if (number == REQUESTS) {
                    arrivedBeforeTheLast.complete(awaitSecondsOfHalf());
                }
                return askAgain();
            }).thenAccept(Frame::release));
        }

        assertThat(arrivedBeforeTheLast.get(30, TimeUnit.SECONDS)).as("half of the second requests arrived before the last answer was handed out").isTrue();
        for (CompletableFuture<?> done : all) {
            done.get(10, TimeUnit.SECONDS);
        }
    }

    private boolean awaitSecondsOfHalf() {
        try {
            return secondsOfHalf.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
