package io.ternmq.wire.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is closed has given up its port and its connections, however many clients are about to connect to it. */
class FrameServerRestartTest {
    private static final int ROUNDS = 200;
    private static final int CLIENTS = 6;
    private static final int LONG_MS = 5_000;

    @Test
    @Timeout(60)
    void anotherOneHasItsPortAtOnce() throws InterruptedException {
        InetSocketAddress address = freeAddress();
        whileClients(() -> connect(address, 5), () -> {
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(bindAndClose(address)).as("round %d", round).isEqualTo(address);
            }
        });
    }

    @Test
    @Timeout(60)
    void leavesNoConnectionOpen() throws InterruptedException {
        InetSocketAddress address = freeAddress();
        AtomicInteger left = new AtomicInteger();
        whileClients(() -> {
            if (!connect(address, LONG_MS)) {
                left.incrementAndGet();
            }
        }, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                bindAndClose(address);
            }
        });
        assertThat(left).as("connections that nobody has closed").hasValue(0);
    }

    private static void whileClients(Runnable attempt, Runnable work) throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> {
                while (!isOver.get()) {
                    attempt.run();
                }
            }, "client-" + i);
            client.start();
            clients.add(client);
        }
        try {
            work.run();
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

    /** False when the server neither refuses the connection nor closes it in time. */
    private static boolean connect(InetSocketAddress address, int timeoutMs) {
        try (Socket socket = new Socket()) {
            // A time-out here is no connection at all: the kernel drops what comes between listening and not.
            socket.connect(address, 500);
            return isClosedInTime(socket, timeoutMs);
        } catch (IOException e) {
            Thread.onSpinWait();
            return true;
        }
    }

    private static boolean isClosedInTime(Socket socket, int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        try {
            socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException e) {
            return !isHeldByPeer(socket);
        }
    }

    /** Whether there is a socket at the other end: one that ended in the middle of being made is told so when it sends something. */
    private static boolean isHeldByPeer(Socket socket) {
        try {
            socket.getOutputStream().write(0);
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static final class Deaf implements FrameHandler {
        @Override
        public void onRequest(Connection connection, Frame request) {
            throw new IllegalStateException("nobody asks for anything: " + request);
        }
    }
}
