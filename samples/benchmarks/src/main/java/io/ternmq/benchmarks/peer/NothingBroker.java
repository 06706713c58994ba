package io.ternmq.benchmarks.peer;

import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.QueueData;
import io.ternmq.wire.command.route.TopicRouteData;
import io.ternmq.wire.command.send.SendReply;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.connection.FrameServer;
import io.ternmq.wire.frame.Frame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** Answers every send at once and keeps nothing: what is measured against it is the driver, the network and the frames. */
public final class NothingBroker implements FrameHandler {

    private static final int READ_AND_WRITE = 6;
    private static final int QUEUES = 4;
    private static final SendReply STORED = new SendReply("7F00000100002A9F0000000000000000", 0, 0, null);

    private final String address;

    private NothingBroker(String address) {
        this.address = address;
    }

    /** Argument: the loopback port. Runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        try (FrameServer server = new FrameServer(ConnectionConfig.defaults(), new NothingBroker("127.0.0.1:" + address.getPort()))) {
            server.bind(address);
            System.out.println("boot success on " + address);
            Thread.currentThread().join();
        }
    }

    @Override
    public void onRequest(Connection connection, Frame request) {
        try {
            if (!request.isOneway()) {
                connection.send(answer(request));
            }
        } finally {
            request.release();
        }
    }

    private Frame answer(Frame request) {
        return switch (request.code()) {
            case RequestCode.SEND_MESSAGE, RequestCode.SEND_MESSAGE_V2, RequestCode.SEND_BATCH_MESSAGE -> STORED.toResponse(request);
            case RequestCode.GET_ROUTEINFO_BY_TOPIC -> request.response(0, null).body(route().toBytes());
            default -> request.response(0, null);
        };
    }

    private TopicRouteData route() {
        return new TopicRouteData(null, List.of(new QueueData("nothing", QUEUES, QUEUES, READ_AND_WRITE, 0)),
            List.of(new BrokerData("nothing", "nothing", Map.of(BrokerData.MASTER_ID, address))));
    }
}
