package io.ternmq.jms.endtoend;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.ClusterInfo;
import io.ternmq.wire.command.route.RouteRequest;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.connection.FrameServer;
import io.ternmq.wire.frame.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A broker that is reached through a {@link TcpCutter} by those who ask this name server, and directly by others. */
final class FragileServer implements FrameHandler, AutoCloseable {
    private static final long TIMEOUT_MS = 10_000;

    private final FrameServer nameServer = new FrameServer(ConnectionConfig.defaults().withEventLoopThreads(1), this);
    private final InetSocketAddress nameServerAddress = nameServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final FrameClient client = new FrameClient(ConnectionConfig.defaults().withEventLoopThreads(1),
        (connection, frame) -> frame.release());
    private final Path store;
    private EmbeddedServer server;
    private final TcpCutter cutter;

    FragileServer(Path store) throws IOException {
        this.store = store;
        server = EmbeddedServer.start(store);
        cutter = new TcpCutter(address(server.brokerAddress()));
    }

    TcpCutter cutter() {
        return cutter;
    }

    /** Stops the broker in good order and starts it again, at another address. */
    void restart() {
        stop();
        start();
    }

    void stop() {
        cutter.down();
        server.close();
    }

    void start() {
        server = EmbeddedServer.start(store);
        cutter.target(address(server.brokerAddress()));
        cutter.heal();
    }

    /** Makes connections that break, and are made again at once. */
    TernConnectionFactory fragile() {
        TernConnectionFactory factory = new TernConnectionFactory("127.0.0.1:" + nameServerAddress.getPort());
        factory.setReconnectDelayMs(1);
        factory.setReconnectMaxDelayMs(20);
        return factory;
    }

    /** Makes connections that do not break. */
    TernConnectionFactory direct() {
        return new TernConnectionFactory(server.nameServerAddress());
    }

    @Override
    public void onRequest(Connection connection, Frame request) {
        if (request.code() == RequestCode.GET_BROKER_CLUSTER_INFO) {
            BrokerData broker = new BrokerData("cluster", "broker-a", Map.of(0L, cutter.address()));
            connection.send(request.response(0, null).body(new ClusterInfo(Map.of("broker-a", broker),
                Map.of("cluster", Set.of("broker-a"))).toBytes()));
            request.release();
            return;
        }
        client.connect(address(server.nameServerAddress()), TIMEOUT_MS).thenCompose(real ->
            real.request(RouteRequest.from(request.fields()).toFrame(), TIMEOUT_MS).whenComplete((answer, failure) -> real.close("asked"))).thenAccept(answer -> {
            byte[] body = new byte[answer.body().readableBytes()];
            answer.body().getBytes(answer.body().readerIndex(), body);
            connection.send(request.response(answer.code(), answer.remark()).body(body));
            answer.release();
            request.release();
        }).orTimeout(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public void close() throws IOException {
        cutter.close();
        client.close();
        nameServer.close();
        server.close();
    }
}
