package io.ternmq.liberty.crash;

import io.ternmq.wire.command.group.ConsumeStats;
import io.ternmq.wire.command.group.ConsumeStatsRequest;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.frame.Frame;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** How much of a queue is not consumed, whoever holds it: what a browser does not show. Asks as RocketMQ's tools do. */
final class QueueProgress {

    private static final long TIMEOUT_MS = 10_000;
    private static final String QUEUE_GROUP = "JMSQ_";

    private QueueProgress() {
    }

    /** Messages of a queue of the broker at a port of loopback that are not consumed, those among them that a session or a branch has. */
    static long unfinished(int brokerPort, String queue) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort);
        try (FrameClient client = new FrameClient(ConnectionConfig.defaults().withEventLoopThreads(1), new Silent())) {
            Connection broker = client.connect(address, TIMEOUT_MS).join();
            Frame answer = broker.request(new ConsumeStatsRequest(QUEUE_GROUP + queue, null).toFrame(), TIMEOUT_MS).join();
            try {
                return ConsumeStats.read(answer.body()).offsetTable().values().stream()
                        .mapToLong(progress -> progress.brokerOffset() - progress.consumerOffset()).sum();
            } finally {
                answer.release();
            }
        }
    }

    /** Nothing is pushed to such a connection. */
    private static final class Silent implements FrameHandler {
        @Override
        public void onRequest(Connection broker, Frame push) {
            push.release();
        }
    }
}
