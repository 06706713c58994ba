package io.ternmq.jms.rocketmq;

import io.netty.buffer.Unpooled;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.fetch.OffsetReply;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.pop.ChangeInvisibleReply;
import io.ternmq.wire.command.pop.PopReply;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.ClusterInfo;
import io.ternmq.wire.command.route.KeyValueTable;
import io.ternmq.wire.command.route.QueueData;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.route.TopicRouteData;
import io.ternmq.wire.command.send.SendReply;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.connection.FrameServer;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.message.MessageLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A name server and a RocketMQ broker of one topic queue that answer as told, and remember what they were asked. */
final class ScriptedCluster implements FrameHandler, AutoCloseable {
    static final long POP_TIME_MS = 1_700_000_000_000L;

    private final FrameServer server = new FrameServer(ConnectionConfig.defaults().withEventLoopThreads(1), this);
    private final InetSocketAddress address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    // Guarded by itself.
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private long nextOffset;

    /** Makes the answer of a request; null for none. */
    interface Answer {
        Frame to(Frame request);
    }

    record Received(int code, Map<String, String> fields, byte[] body) {
    }

    /** @param brokerSettings properties text that the broker tells */
    ScriptedCluster(String brokerSettings) {
        answers.put(RequestCode.GET_BROKER_CLUSTER_INFO, request -> request.response(0, null).body(new ClusterInfo(
            Map.of("broker-a", broker()), Map.of("cluster", Set.of("broker-a"))).toBytes()));
        queues(1);
        answers.put(RequestCode.GET_BROKER_RUNTIME_INFO, request -> request.response(0, null).body(
            new KeyValueTable(Map.of("brokerVersionDesc", "V5_5_0")).toBytes()));
        answers.put(RequestCode.GET_BROKER_CONFIG, request -> request.response(0, null).body(
            brokerSettings.getBytes(StandardCharsets.UTF_8)));
        answers.put(RequestCode.GET_TOPIC_CONFIG, request -> request.response(0, null).body(new TopicConfig("T", 1, 6).toBytes()));
        answers.put(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, request -> request.response(0, null).body(
            GroupConfig.withDefaults(request.fields().get("group")).toBytes()));
        answers.put(RequestCode.QUERY_CONSUMER_OFFSET, request -> request.response(ResponseCode.QUERY_NOT_FOUND, null));
        answers.put(RequestCode.GET_MAX_OFFSET, request -> new OffsetReply(0).toResponse(request));
        answers.put(RequestCode.GET_CONSUMER_CONNECTION_LIST, request -> request.response(ResponseCode.CONSUMER_NOT_ONLINE, null));
        answers.put(RequestCode.POP_MESSAGE, this::pop);
        answers.put(RequestCode.NOTIFICATION, request -> null);
        answers.put(RequestCode.CHANGE_MESSAGE_INVISIBLETIME, request ->
            new ChangeInvisibleReply(POP_TIME_MS + 1, request.fields().requireLong("invisibleTime"), 7).toResponse(request));
        answers.put(RequestCode.SEND_MESSAGE_V2, request -> new SendReply("id", 0, 0, null).toResponse(request));
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

    /** Topics have so many. */
    void queues(int count) {
        answer(RequestCode.GET_ROUTEINFO_BY_TOPIC, request -> request.response(0, null).body(new TopicRouteData(null,
            List.of(new QueueData("broker-a", count, count, 6, 0)), List.of(broker())).toBytes()));
    }

    /** Where messages of this body were sent. */
    Set<String> queueIdsOf(String body) {
        return received(RequestCode.SEND_MESSAGE_V2).stream().filter(send -> new String(send.body, StandardCharsets.UTF_8).equals(body))
            .map(send -> send.fields.get("e")).collect(Collectors.toSet());
    }

    List<Received> received(int code) {
        return received.stream().filter(r -> r.code == code).toList();
    }

    /** Breaks all connections. */
    void dropConnections() {
        connections.forEach(connection -> connection.close("dropped by the test"));
    }

    /** Adds a message to the queue. */
    void add(String properties, String body) {
        byte[] topic = "T".getBytes(StandardCharsets.UTF_8);
        byte[] bodyBytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] propertyBytes = properties.getBytes(StandardCharsets.UTF_8);
        synchronized (waiting) {
            int size = MessageLayout.totalSize(0, bodyBytes.length, topic.length, propertyBytes.length);
            ByteBuffer out = ByteBuffer.allocate(size);
            out.putInt(size).putInt(MessageLayout.MAGIC_V1).putInt(0).putInt(0).putInt(0).putLong(nextOffset++).putLong(0).putInt(0);
            out.putLong(1_000).putLong(0).putLong(2_000).putLong(0).putInt(0).putLong(0);
            out.putInt(bodyBytes.length).put(bodyBytes).put((byte) topic.length).put(topic);
            waiting.add(out.putShort((short) propertyBytes.length).put(propertyBytes).array());
        }
    }

    private Frame pop(Frame request) {
        synchronized (waiting) {
            byte[] message = waiting.poll();
            if (message == null) {
                return new PopReply(POP_TIME_MS, 30_000, 3, 0, null, null, null).toResponse(request, ResponseCode.POLLING_TIMEOUT, null);
            }
            long offset = ByteBuffer.wrap(message).getLong(20);
            return new PopReply(POP_TIME_MS, request.fields().requireLong("invisibleTime"), 3, waiting.size(), "0 0 " + offset,
                "0 0 " + offset, null).toResponse(request).body(Unpooled.wrappedBuffer(message));
        }
    }

    @Override
    public void onRequest(Connection connection, Frame request) {
        try {
            Map<String, String> fields = new TreeMap<>();
            for (int i = 0; i < request.fields().size(); i++) {
                fields.put(request.fields().key(i), request.fields().value(i));
            }
            byte[] body = new byte[request.body().readableBytes()];
            request.body().getBytes(request.body().readerIndex(), body);
            received.add(new Received(request.code(), fields, body));
            connections.add(connection);
            Answer answer = answers.getOrDefault(request.code(), r -> r.response(ResponseCode.SUCCESS, null));
            Frame frame = request.isOneway() ? null : answer.to(request);
            if (frame != null) {
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
