package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.group.ConsumerData;
import io.ternmq.wire.command.group.HeartbeatData;
import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.command.send.SendRequest;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameClient;
import io.ternmq.wire.connection.FrameHandler;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.Detached;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.HeldMessage;
import io.ternmq.wire.jms.HeldSends;
import io.ternmq.wire.jms.Hold;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.JmsSend;
import io.ternmq.wire.jms.Outcome;
import io.ternmq.wire.jms.Rollback;
import io.ternmq.wire.jms.Settle;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.message.MessageView;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The client end of a JMS connection, frame by frame. */
final class JmsPeer implements AutoCloseable, FrameHandler {

    /** A message as it arrived. */
    record Received(long consumerId, long sequence, String body, int deliveryCount, int queueId) {
    }

    private static final long TIMEOUT_MS = 10_000;

    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    /** Of each frame with messages, how many runs it had. */
    final BlockingQueue<Integer> frameRuns = new LinkedBlockingQueue<>();
    final BlockingQueue<Detached> detached = new LinkedBlockingQueue<>();
    final String connectionId = UUID.randomUUID().toString();
    private final FrameClient client = new FrameClient(ConnectionConfig.defaults().withEventLoopThreads(1), this);
    private Connection connection;
    private long epoch;
    private long nextSequence = 1_000_000;

    JmsPeer(InetSocketAddress address) {
        open(address);
    }

    void open(InetSocketAddress address) {
        connection = client.connect(address, TIMEOUT_MS).orTimeout(TIMEOUT_MS, TimeUnit.MILLISECONDS).join();
    }

    /** A connection with a session. */
    static JmsPeer connected(InetSocketAddress address, String clientId) {
        JmsPeer peer = new JmsPeer(address);
        assertThat(peer.connect(clientId, 0)).isZero();
        return peer;
    }

    int connect(String clientId, long reattachEpoch) {
        return connect(clientId, reattachEpoch, List.of());
    }

    int connect(String clientId, long reattachEpoch, List<io.ternmq.wire.jms.Received> got) {
        ByteBuf body = Unpooled.buffer();
        io.ternmq.wire.jms.Received.encode(got, body);
        Frame answer = call(new Connect(clientId, connectionId, 0, reattachEpoch).toFrame().body(body));
        if (answer.code() == 0) {
            epoch = Connect.Reply.from(answer.fields()).epoch();
        }
        return code(answer);
    }

    void connectWithLease(long leaseMs) {
        Frame answer = call(new Connect(null, connectionId, leaseMs, 0).toFrame());
        epoch = Connect.Reply.from(answer.fields()).epoch();
        answer.release();
    }

    long epoch() {
        return epoch;
    }

    void epoch(long other) {
        epoch = other;
    }

    /** Breaks the connection without a word. */
    void breakOff() {
        connection.close("the test breaks it");
    }

    @Override
    public void onRequest(Connection from, Frame request) {
        if (request.code() == JmsCodes.DETACHED) {
            detached.add(Detached.from(request.fields()));
        }
        if (request.code() != JmsCodes.DELIVER) {
            request.release();
            return;
        }
        Deliver deliver = Deliver.from(request.fields());
        List<Deliver.Run> runs = deliver.readRuns(request.body());
        int[] counts = deliver.parseDeliveryCounts(runs.stream().mapToInt(Deliver.Run::count).sum());
        ByteBuffer stored = request.body().nioBuffer();
        MessageView view = new MessageView();
        int at = 0;
        int index = 0;
        for (Deliver.Run run : runs) {
            for (int i = 0; i < run.count(); i++) {
                view.wrap(stored, at);
                received.add(new Received(run.consumerId(), run.firstSequence() + i, DeliveryServer.text(view.bodyBytes()),
                    counts[index++], view.queueId()));
                at += view.totalSize();
            }
        }
        frameRuns.add(runs.size());
        request.release();
    }

    int queue(long consumerId, String topic, String selector, int credit) {
        return attach(new Attach(epoch, consumerId, topic, DestinationKind.QUEUE, Attach.Subscription.DEFAULT, selector, false,
            credit));
    }

    int topic(long consumerId, String topic, Attach.Subscription subscription, String selector, int credit) {
        return attach(new Attach(epoch, consumerId, topic, DestinationKind.TOPIC, subscription, selector, false, credit));
    }

    int attach(Attach attach) {
        return code(call(attach.toFrame()));
    }

    void flow(long consumerId, int credit, long delivered) {
        flow(List.of(new Flow.Entry(consumerId, credit, delivered)));
    }

    void flow(List<Flow.Entry> entries) {
        connection.send(new Flow(epoch, false).toOneway().body(body(entries)));
    }

    private static ByteBuf body(List<Flow.Entry> entries) {
        ByteBuf body = Unpooled.buffer();
        Flow.Entry.encode(entries, body);
        return body;
    }

    int drain(long consumerId, int credit) {
        Frame answer = call(new Flow(epoch, true).toFrame().body(body(List.of(new Flow.Entry(consumerId, credit, 0)))));
        assertThat(answer.code()).as(answer.remark()).isZero();
        int unused = Flow.Drained.from(answer.fields()).unusedCredit();
        answer.release();
        return unused;
    }

    int settle(long consumerId, Outcome outcome, long first, long last) {
        return settle(consumerId, outcome, first, last, 0, 0);
    }

    int settle(long consumerId, Outcome outcome, long first, long last, long transactionId, long delayMs) {
        return settle(List.of(new Settlement(consumerId, outcome, first, last)), transactionId, delayMs);
    }

    int settle(List<Settlement> entries, long transactionId, long delayMs) {
        ByteBuf body = Unpooled.buffer();
        Settlement.encode(entries, body);
        return code(call(new Settle(epoch, transactionId, delayMs, 0, FailureCause.of("because")).toFrame().body(body)));
    }

    int send(String topic, int queueId, String body, long transactionId) {
        return send(topic, queueId, body, transactionId, nextSequence++);
    }

    /** @param transactionId 0 for none */
    int send(String topic, int queueId, String body, long transactionId, long producerSequence) {
        if (transactionId == 0) {
            return code(call(sendFrame(topic, queueId, body, producerSequence)));
        }
        Frame hold = new Hold(epoch, transactionId).toFrame();
        return code(call(with(hold, producerSequence, List.of(message(topic, queueId, body)))));
    }

    private static Frame sendFrame(String topic, int queueId, String body, long producerSequence) {
        Frame send = new SendRequest(RequestCode.SEND_MESSAGE_V2, "p", topic, "TBW102", 4, queueId, 0, 1, 0, null, 0, false, -1,
            false, null).toFrame().body(body.getBytes(StandardCharsets.UTF_8));
        new JmsSend(1, producerSequence, true).writeTo(send.fields());
        return send;
    }

    /** Sends without waiting, to the queue of a lane. */
    CompletableFuture<Frame> sendInLane(String topic, int lane, String body) {
        Frame send = sendFrame(topic, -1, body, nextSequence++);
        JmsSend.putLane(send.fields(), lane);
        return ask(send);
    }

    /** Sends some messages at once, which have the sequences from {@code firstSequence} on. */
    int sendAll(String topic, List<String> bodies, long transactionId, long firstSequence) {
        Frame hold = new Hold(epoch, transactionId).toFrame();
        return code(call(with(hold, firstSequence, bodies.stream().map(body -> message(topic, 0, body)).toList())));
    }

    /** Sends the last message of a transaction, which then has so many. */
    int sendAndCommit(String topic, String body, long transactionId, long producerSequence, int sends) {
        Frame commit = new Commit(epoch, transactionId, sends).toFrame();
        return code(call(with(commit, producerSequence, List.of(message(topic, 0, body)))));
    }

    static HeldMessage message(String topic, int queueId, String body) {
        return new HeldMessage(topic, queueId, 0, "", ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Puts messages behind the body of a request. */
    static Frame with(Frame request, long firstSequence, List<HeldMessage> messages) {
        ByteBuf body = Unpooled.buffer().writeBytes(request.body());
        int start = body.writerIndex();
        HeldMessage.encode(messages, body);
        new HeldSends(1, firstSequence, 1, body.writerIndex() - start).writeTo(request.fields());
        return request.body(body);
    }

    /** Sends a commit and breaks the connection before it is answered. */
    void commitAndBreakOff(long transactionId) {
        connection.send(new Commit(epoch, transactionId).toFrame());
        breakOff();
    }

    /** As a native push consumer does it. */
    int heartbeat(String group, List<String> topics) {
        List<SubscriptionData> subscriptions = topics.stream().map(topic -> SubscriptionData.ofTags(topic, "*", 1)).toList();
        ConsumerData consumer = new ConsumerData(group, ConsumerData.PASSIVELY, ConsumerData.CLUSTERING,
            ConsumerData.FROM_LAST_OFFSET, subscriptions, false);
        return code(call(new HeartbeatData("native", List.of(), List.of(consumer)).toFrame()));
    }

    int commit(long transactionId) {
        return run(new Commit(epoch, transactionId));
    }

    int rollback(long transactionId) {
        return run(new Rollback(epoch, transactionId));
    }

    int run(Command command) {
        return code(call(command.toFrame()));
    }

    /** The body of the answer. */
    <T> T ask(Frame request, Function<ByteBuf, T> reader) {
        Frame answer = call(request);
        assertThat(answer.code()).as(answer.remark()).isZero();
        T body = reader.apply(answer.body());
        answer.release();
        return body;
    }

    Frame call(Frame request) {
        return ask(request).join();
    }

    CompletableFuture<Frame> ask(Frame request) {
        return connection.request(request, TIMEOUT_MS).orTimeout(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    private static int code(Frame answer) {
        int code = answer.code();
        answer.release();
        return code;
    }

    /** The next messages, in their order. */
    List<Received> take(int count) {
        List<Received> taken = new ArrayList<>();
        try {
            while (taken.size() < count) {
                Received next = received.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS);
                assertThat(next).as("message %d of %d after %s", taken.size() + 1, count, taken).isNotNull();
                taken.add(next);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return taken;
    }

    List<String> takeBodies(int count) {
        return take(count).stream().map(Received::body).toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
