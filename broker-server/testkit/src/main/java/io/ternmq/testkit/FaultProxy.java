package io.ternmq.testkit;

import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.ClusterInfo;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.connection.FrameServer;
import io.ternmq.wire.frame.Frame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * Stands between clients and a broker, and is their name server as well. Passes frames on until the one that it is armed for: that one
 * it loses, tells the test, and lets nothing pass until it is told to go on.
 */
public final class FaultProxy implements FrameHandler, AutoCloseable {
    private static final long TIMEOUT_MS = 60_000;

    /** What a proxy waits for. */
    private record Trap(IntPredicate code, boolean isAnswer, CompletableFuture<Void> sprung) {
    }

    private final InetSocketAddress brokerAddress;
    private final InetSocketAddress nameServerAddress;
    private final FrameServer front = new FrameServer(ConnectionConfig.defaults().withEventLoopThreads(1), this);
    private final FrameClient back = new FrameClient(ConnectionConfig.defaults().withEventLoopThreads(1), new FromBroker());
    private final String address;
    private volatile Trap trap;
    private volatile boolean isHolding;
    private volatile int framesLeft = -1;

    /** Starts to listen, on a free port of loopback. */
    public FaultProxy(int brokerPort, int nameServerPort) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        brokerAddress = new InetSocketAddress(loopback, brokerPort);
        nameServerAddress = new InetSocketAddress(loopback, nameServerPort);
        address = "127.0.0.1:" + front.bind(new InetSocketAddress(loopback, 0)).getPort();
    }

    /** As a name server's. */
    public String address() {
        return address;
    }

    /**
     * Loses the next request of a code, or the answer to it.
     *
     * @return completes when it is lost
     */
    public CompletableFuture<Void> arm(int code, boolean isAnswer) {
        return arm(code, isAnswer, 1);
    }

    /**
     * Loses the request of a code, or the answer to it, that comes as number {@code count} from now on, counted from 1.
     *
     * @return completes when it is lost
     */
    public CompletableFuture<Void> arm(int code, boolean isAnswer, int count) {
        AtomicInteger left = new AtomicInteger(count);
        trap = new Trap(seen -> seen == code && left.decrementAndGet() == 0, isAnswer, new CompletableFuture<>());
        return trap.sprung();
    }

    /**
     * Loses a frame between client and broker by its number, whatever it is, counted from the next request of a code; in both
     * directions together.
     */
    public CompletableFuture<Void> armFrame(int firstCode, int number) {
        framesLeft = -1;
        trap = new Trap(seen -> {
            if (framesLeft < 0 && seen == firstCode) {
                framesLeft = number;
            }
            return framesLeft >= 0 && framesLeft-- == 0;
        }, false, new CompletableFuture<>());
        return trap.sprung();
    }

    /** Passes everything on again. */
    public void goOn() {
        trap = null;
        framesLeft = -1;
        isHolding = false;
    }

    /** Whether the frame is lost. */
    private boolean loses(int code, boolean isAnswer) {
        Trap armed = trap;
        boolean isCounting = framesLeft >= 0;
        if (armed != null && (armed.isAnswer == isAnswer || isCounting) && armed.code.test(code)) {
            isHolding = true;
            framesLeft = -1;
            trap = null;
            armed.sprung.complete(null);
        }
        return isHolding;
    }

    @Override
    public void onRequest(Connection client, Frame request) {
        if (request.code() == RequestCode.GET_BROKER_CLUSTER_INFO) {
            BrokerData broker = new BrokerData("cluster", "broker-a", Map.of(0L, address));
            client.send(request.response(0, null).body(new ClusterInfo(Map.of("broker-a", broker),
                Map.of("cluster", Set.of("broker-a"))).toBytes()));
            request.release();
        } else if (request.code() == RequestCode.GET_ROUTEINFO_BY_TOPIC) {
            back.connect(nameServerAddress, TIMEOUT_MS).whenComplete((server, failure) -> forward(client, server, request));
        } else if (isHolding) {
            request.release();
            client.close("nothing passes any more");
        } else if (loses(request.code(), false)) {
            request.release();
        } else {
            broker(client).whenComplete((broker, failure) -> forward(client, broker, request));
        }
    }

    @SuppressWarnings("unchecked")
    private CompletableFuture<Connection> broker(Connection client) {
        if (client.attachment() == null) {
            CompletableFuture<Connection> connecting = back.connect(brokerAddress, TIMEOUT_MS);
            client.attach(connecting);
            connecting.thenAccept(broker -> broker.attach(client));
        }
        return (CompletableFuture<Connection>) client.attachment();
    }

    private void forward(Connection client, Connection target, Frame request) {
        if (target == null) {
            request.release();
            client.close("the broker is not there");
            return;
        }
        if (request.isOneway()) {
            target.send(request);
            return;
        }
        int opaque = request.opaque();
        int code = request.code();
        target.request(request, TIMEOUT_MS).whenComplete((answer, failure) -> {
            if (failure != null) {
                client.close("the broker is gone");
            } else if (loses(code, true)) {
                answer.release();
            } else {
                client.send(answer.opaque(opaque));
            }
        });
    }

    @Override
    @SuppressWarnings("unchecked")
    public void onClose(Connection client) {
        if (client.attachment() != null) {
            ((CompletableFuture<Connection>) client.attachment()).thenAccept(broker -> broker.close("the client is gone"));
        }
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }

    /** What the broker sends by itself. */
    private final class FromBroker implements FrameHandler {
        @Override
        public void onRequest(Connection broker, Frame push) {
            if (broker.attachment() instanceof Connection client && !loses(push.code(), false)) {
                client.send(push);
            } else {
                push.release();
            }
        }

        @Override
        public void onClose(Connection broker) {
            if (broker.attachment() instanceof Connection client) {
                client.close("the broker is gone");
            }
        }
    }
}
