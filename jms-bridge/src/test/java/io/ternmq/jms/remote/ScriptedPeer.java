package io.ternmq.jms.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.ClusterInfo;
import io.ternmq.wire.command.route.QueueData;
import io.ternmq.wire.command.route.TopicRouteData;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.connection.FrameServer;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.message.MessageLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Name server and broker that answer as told, and remember what they were asked. */
final class ScriptedPeer implements FrameHandler, AutoCloseable {
    static final long EPOCH = 77;

    private final FrameServer server = new FrameServer(ConnectionConfig.defaults().withEventLoopThreads(1), this);
    private final InetSocketAddress address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<Integer, CompletableFuture<Runnable>> late = new ConcurrentHashMap<>();
    private volatile Connection jms;

    /** Makes the answer of a request; null for none. */
    interface Answer {
        Frame to(Frame request);
    }

    record Received(int code, Map<String, String> fields, byte[] body) {
    }

    ScriptedPeer() {
        answers.put(RequestCode.GET_BROKER_CLUSTER_INFO, request -> request.response(0, null).body(new ClusterInfo(
            Map.of("broker-a", broker()), Map.of("cluster", Set.of("broker-a"))).toBytes()));
        answers.put(RequestCode.GET_ROUTEINFO_BY_TOPIC, request -> request.response(0, null).body(new TopicRouteData(null,
            List.of(new QueueData("broker-a", 4, 4, 6, 0)), List.of(broker())).toBytes()));
        answers.put(JmsCodes.CONNECT, request -> {
            Frame answer = request.response(0, null);
            new Connect.Reply(EPOCH, 30_000, 1 << 20, "broker-a", "0", "store").writeTo(answer.fields());
            return answer;
        });
        answers.put(JmsCodes.FLOW, request -> {
            Frame answer = request.response(0, null);
            new Flow.Drained(0).writeTo(answer.fields());
            return answer;
        });
    }

    private BrokerData broker() {
        return new BrokerData("cluster", "broker-a", Map.of(0L, nameServerAddress()));
    }

    String nameServerAddress() {
        return "127.0.0.1:" + address.getPort();
    }

    void answer(int code, Answer answer) {
        answers.put(code, answer);
    }

    void refuse(int code, int responseCode, String remark) {
        answers.put(code, request -> request.response(responseCode, remark));
    }

    /** The next request of a code is answered when the test says so, by running what this completes with. */
    CompletableFuture<Runnable> answerLater(int code) {
        CompletableFuture<Runnable> answer = new CompletableFuture<>();
        late.put(code, answer);
        return answer;
    }

    /** Everything up to now, in order: a copy, since requests may still come in, flow control at any time. */
    List<Received> received() {
        return List.copyOf(received);
    }

    List<Received> received(int code) {
        return received.stream().filter(r -> r.code == code).toList();
    }

    /** Delivers to one consumer. */
    void deliver(long consumerId, long firstSequence, String deliveryCounts, ByteBuffer... stored) {
        deliver(List.of(new Deliver.Run(consumerId, firstSequence, stored.length)), deliveryCounts, stored);
    }

    void deliver(List<Deliver.Run> runs, String deliveryCounts, ByteBuffer... stored) {
        ByteBuf body = Unpooled.buffer();
        Deliver.encode(runs, body);
        for (ByteBuffer message : stored) {
            body.writeBytes(message);
        }
        jms.send(new Deliver(runs.size(), deliveryCounts).toOneway().body(body));
    }

    void push(Frame oneway) {
        jms.send(oneway);
    }

    void drop() {
        jms.close("dropped by the test");
    }

    /** A message as the broker stores it. */
    static ByteBuffer stored(String topic, String properties, byte[] body, int sysFlag) {
        byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
        byte[] propertyBytes = properties.getBytes(StandardCharsets.UTF_8);
        int size = MessageLayout.totalSize(sysFlag, body.length, topicBytes.length, propertyBytes.length);
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(size).putInt(MessageLayout.MAGIC_V1).putInt(0).putInt(0).putInt(0).putLong(0).putLong(0).putInt(sysFlag);
        out.putLong(1_000).putLong(0).putLong(2_000).putLong(0).putInt(0).putLong(0);
        out.putInt(body.length).put(body).put((byte) topicBytes.length).put(topicBytes);
        return out.putShort((short) propertyBytes.length).put(propertyBytes).flip();
    }

    @Override
    public void onRequest(Connection connection, Frame request) {
        try {
            Map<String, String> fields = new ConcurrentHashMap<>();
            for (int i = 0; i < request.fields().size(); i++) {
                fields.put(request.fields().key(i), request.fields().value(i));
            }
            byte[] body = new byte[request.body().readableBytes()];
            request.body().getBytes(request.body().readerIndex(), body);
            received.add(new Received(request.code(), fields, body));
            if (request.code() == JmsCodes.CONNECT) {
                jms = connection;
            }
            CompletableFuture<Runnable> later = late.remove(request.code());
            Answer answer = answers.getOrDefault(request.code(), r -> r.response(ResponseCode.SUCCESS, null));
            Frame frame = request.isOneway() ? null : answer.to(request);
            if (later != null) {
                later.complete(() -> connection.send(frame));
            } else if (frame != null) {
                connection.send(frame);
            }
        } finally {
            request.release();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
