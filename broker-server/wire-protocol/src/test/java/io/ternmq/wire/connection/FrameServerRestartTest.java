package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is closed has given its port up, however many clients are about to connect to it. */
class FrameServerRestartTest {
    private static final int ROUNDS = 200;
    private static final int CLIENTS = 6;

    @Test
    @Timeout(60)
    void anotherOneHasItsPortAtOnce() throws InterruptedException {
        InetSocketAddress address = freeAddress();
        AtomicBoolean isOver = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> connectAgainAndAgain(address, isOver), "client-" + i);
            client.start();
            clients.add(client);
        }
        try {
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(bindAndClose(address)).as("round %d", round).isEqualTo(address);
            }
        } finally {
            isOver.set(true);
            for (Thread client : clients) {
                client.join();
            }
        }
    }

    // Not of the range for outgoing connections, so that none of the clients has it while the server is away.
    private static InetSocketAddress freeAddress() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try {
                return bindAndClose(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (UncheckedIOException e) {
                // Somebody else's: the next one.
            }
        }
    }

    private static InetSocketAddress bindAndClose(InetSocketAddress address) {
        try (FrameServer server = new FrameServer(ConnectionConfig.defaults(), new Deaf())) {
            return server.bind(address);
        }
    }

    private static void connectAgainAndAgain(InetSocketAddress address, AtomicBoolean isOver) {
        while (!isOver.get()) {
            try (Socket socket = new Socket()) {
                socket.connect(address, 500);
                socket.setSoTimeout(5);
                socket.getInputStream().read();
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static final class Deaf implements FrameHandler {
        @Override
        public void onRequest(Connection connection, Frame request) {
            throw new IllegalStateException("nobody asks for anything: " + request);
        }
    }
}
