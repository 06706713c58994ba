package io.ternmq.jms.endtoend;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a broker and passes frames on, one by one, until told to break the connection: at once, or when so many
 * frames have passed. What was read and not passed on is lost, as when a network fails.
 */
final class TcpCutter implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE / 2;

    private volatile InetSocketAddress target;
    private final ServerSocket listening;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicLong framesLeft = new AtomicLong(NEVER);
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean isDown;

    TcpCutter(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** Where new connections lead to. */
    void target(InetSocketAddress newTarget) {
        target = newTarget;
    }

    /** Lets this many frames pass, in either direction together, and breaks the connection then. */
    void cutAfter(long frames) {
        framesLeft.set(frames);
    }

    /** Passes everything on from now on. */
    void heal() {
        framesLeft.set(NEVER);
        isDown = false;
    }

    /** Breaks what there is; new connections are closed at once until {@link #heal}. */
    void down() {
        isDown = true;
        cut();
    }

    /** Breaks what there is. */
    void cut() {
        pairs.forEach(Pair::close);
    }

    /** How many connections were broken. */
    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                if (isDown) {
                    client.close();
                } else {
                    connect(client);
                }
            }
        } catch (IOException e) {
            if (!listening.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket broker = new Socket();
        try {
            broker.connect(target);
        } catch (IOException e) {
            // The broker is not there: nor is what stands before it.
            client.close();
            return;
        }
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        Pair pair = new Pair(client, broker);
        pairs.add(pair);
        if (isDown) {
            pair.close();
        }
        start("to broker", () -> pair.pass(client, broker));
        start("to client", () -> pair.pass(broker, client));
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "cutter " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }

    private final class Pair {
        private final Socket client;
        private final Socket broker;

        Pair(Socket client, Socket broker) {
            this.client = client;
            this.broker = broker;
        }

        private void pass(Socket from, Socket to) {
            try {
                DataInputStream in = new DataInputStream(from.getInputStream());
                DataOutputStream out = new DataOutputStream(to.getOutputStream());
                while (true) {
                    byte[] frame = new byte[in.readInt()];
                    in.readFully(frame);
                    if (framesLeft.getAndDecrement() == 0) {
                        framesLeft.set(NEVER);
                        return;
                    }
                    out.writeInt(frame.length);
                    out.write(frame);
                    out.flush();
                }
            } catch (IOException e) {
                // One end is gone: so is the other.
            } finally {
                close();
            }
        }

        private void close() {
            if (pairs.remove(this)) {
                cuts.incrementAndGet();
                closeQuietly(client);
                closeQuietly(broker);
            }
        }

        private void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
