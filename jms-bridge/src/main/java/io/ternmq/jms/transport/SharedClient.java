package io.ternmq.jms.transport;

import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.frame.Frame;

/**
 * The I/O threads of all links of this JVM (of this class loader). They start with the first link and end some time after the last,
 * so that an application that connects again and again does not start threads each time, and none is left behind.
 */
final class SharedClient {
    private static final long LINGER_MS = 10_000;
    private static final int EVENT_LOOP_THREADS = 2;

    // Guarded by the class.
    private static FrameClient client;
    private static int users;

    private SharedClient() {
    }

    static synchronized FrameClient acquire() {
        if (client == null) {
            client = new FrameClient(ConnectionConfig.defaults().withEventLoopThreads(EVENT_LOOP_THREADS)
                .withThreadNamePrefix("ternmq-client-io"), new Demultiplexer());
        }
        users++;
        return client;
    }

    static synchronized void release() {
        users--;
        if (users == 0) {
            client.later(SharedClient::closeIfUnused, LINGER_MS);
        }
    }

    private static void closeIfUnused() {
        FrameClient unused;
        synchronized (SharedClient.class) {
            if (users > 0 || client == null) {
                return;
            }
            unused = client;
            client = null;
        }
        unused.close();
    }

    private static final class Demultiplexer implements FrameHandler {
        @Override
        public void onRequest(Connection connection, Frame frame) {
            try {
                if (connection.attachment() instanceof Link link) {
                    link.events().onPush(frame);
                }
            } finally {
                frame.release();
            }
        }

        @Override
        public void onClose(Connection connection) {
            if (connection.attachment() instanceof Link link) {
                link.closed();
            }
        }
    }
}
