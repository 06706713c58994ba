package io.ternmq.broker.delivery.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.engine.Completion;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineSettings;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.engine.TestEngine;
import io.ternmq.broker.network.BusyConnections;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.progress.OffsetTable;
import io.ternmq.broker.routing.Topics;
import io.ternmq.broker.schedule.DelayLevels;
import io.ternmq.broker.schedule.DelayedDelivery;
import io.ternmq.broker.store.StorePaths;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameServer;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.HeldMessage;
import io.ternmq.wire.jms.HeldSends;
import io.ternmq.wire.message.Hosts;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** Engine, JMS delivery and a listening socket: a broker without its native side. */
final class DeliveryServer implements AutoCloseable {

    static final SessionSettings.Lease SHORT_LEASE = new SessionSettings.Lease(60_000, 100, 60_000, 300);
    static final int SEGMENT_LENGTH = 8 << 20;

    final FakeNativeGroups nativeGroups = new FakeNativeGroups();
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    final Topics topics = new Topics();
    private final AtomicLong aheadMs = new AtomicLong();
    private final AtomicInteger refusals = new AtomicInteger();
    private final SlowDisk disk = new SlowDisk();
    private final SlowReaders readers = new SlowReaders();
    JmsDelivery delivery;
    private Engine.StoreReads reads;
    private final Engine engine;
    private final FrameServer server;
    private final InetSocketAddress address;

    DeliveryServer(Path store) {
        this(store, SEGMENT_LENGTH);
    }

    DeliveryServer(Path store, int segmentLength) {
        this(store, segmentLength, SHORT_LEASE, false, new EngineHook() { });
    }

    DeliveryServer(Path store, SessionSettings.Lease lease) {
        this(store, SEGMENT_LENGTH, lease, false, new EngineHook() { });
    }

    /** @param lastHook called behind that of the delivery */
    DeliveryServer(Path store, boolean leasesWhenDurable, EngineHook lastHook) {
        this(store, SEGMENT_LENGTH, SHORT_LEASE, leasesWhenDurable, lastHook);
    }

    private DeliveryServer(Path store, int segmentLength, SessionSettings.Lease lease, boolean leasesWhenDurable, EngineHook lastHook) {
        EngineSettings settings = new EngineSettings(1 << 12, 1 << 20, 50, leasesWhenDurable, 4 << 20, TestEngine.HOST);
        Engine[] made = new Engine[1];
        engine = Engine.open(StorePaths.below(store, segmentLength), settings, reads -> parts(reads, made, lease, lastHook),
            () -> System.currentTimeMillis() + aheadMs.get(), failure::set);
        made[0] = engine;
        engine.recover();
        engine.start();
        RequestDispatcher dispatcher = new RequestDispatcher(true);
        delivery.register(dispatcher, DeliveryServer::take);
        dispatcher.open();
        server = new FrameServer(ConnectionConfig.defaults().withEventLoopThreads(1), dispatcher);
        address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private Engine.Parts parts(Engine.StoreReads store, Engine[] made, SessionSettings.Lease lease, EngineHook lastHook) {
        reads = store;
        SessionSettings settings = new SessionSettings(lease, 4 << 20, 100_000, "broker-a", "test");
        RoutedTopics routed = new RoutedTopics(topics, true, 2);
        delivery = new JmsDelivery(task -> made[0].submit(task),
            (task, connection) -> refusals.getAndUpdate(left -> Math.max(0, left - 1)) == 0
                && made[0].submit(disk.under(task), connection.afterReading()), reads, readers, routed,
            nativeGroups, settings, new BusyConnections<>());
        DelayedDelivery delayed = new DelayedDelivery(DelayLevels.parse("1s"), reads.log(), reads.indexes(), TestEngine.HOST);
        topics.onChange(delivery::onTopicChanged);
        List<StateModule> modules = new ArrayList<>(delivery.modules());
        modules.add(topics);
        modules.add(nativeGroups.offsets);
        modules.add(delayed);
        return new Engine.Parts(modules, List.of(delayed, delivery.hook(), lastHook), delayed);
    }

    InetSocketAddress address() {
        return address;
    }

    void createTopic(String topic, int queues) {
        int readWrite = TopicConfig.PERM_READ | TopicConfig.PERM_WRITE;
        TestEngine.await(engine.call(context -> {
            context.change(Topics.put(new TopicConfig(topic, queues, readWrite), context.nowMs()));
            return null;
        }));
    }

    /** The state of all delivery modules, as a snapshot has it. */
    List<String> state() {
        return TestEngine.await(engine.call(context -> {
            List<String> chunks = new ArrayList<>();
            delivery.modules().forEach(module -> module.snapshot(chunk -> chunks.add(HexFormat.of().formatHex(chunk))));
            return chunks;
        }));
    }

    /** Where a message of a topic's queue 0 lies in the log. */
    long position(String topic, long queueOffset) {
        long[] found = {-1};
        TestEngine.await(engine.call(context -> reads.indexes().get(topic, 0)
            .read(queueOffset, 1, (offset, position, size, tagsCode) -> {
                found[0] = position;
                return false;
            })));
        return found[0];
    }

    /** How many messages of a topic's queue 0 native consumers can see. Any thread. */
    long visible(String topic) {
        return reads.indexes().get(topic, 0).maxOffset();
    }

    /** Where the log ends. */
    long endPosition() {
        return TestEngine.await(engine.call(context -> context.endPosition()));
    }

    long owedPosition() {
        return TestEngine.await(engine.call(context -> delivery.owedPosition()));
    }

    void send(String topic, int queueId, String body, String tag) {
        send(TestEngine.message(topic, queueId, body, tag));
    }

    void send(NewMessage message) {
        TestEngine.await(engine.call(context -> context.append(message, Durability.APPENDED)));
    }

    /** The disk is full, or is not any more when the reason is null. */
    void refuseSends(String reasonOrNull) {
        TestEngine.await(engine.call(context -> {
            context.refuseSends(reasonOrNull);
            return null;
        }));
    }

    /** The same for what is to be copied within the log. */
    void refuseCopies(String reasonOrNull) {
        TestEngine.await(engine.call(context -> {
            context.refuseCopies(reasonOrNull);
            return null;
        }));
    }

    long bytesToCopy() {
        return TestEngine.await(engine.call(context -> delivery.bytesToCopy()));
    }

    /** Lets that much time be over, of which clients know nothing. */
    void advance(long byMs) {
        aheadMs.addAndGet(byMs);
    }

    /** From now on nobody is told that something is on the disk. */
    void holdBackDisk() {
        disk.isHeldBack = true;
    }

    void letDiskGo() {
        disk.isHeldBack = false;
        TestEngine.await(engine.call(context -> {
            disk.waiting.forEach(completion -> context.whenLogged(Durability.DURABLE, completion));
            disk.waiting.clear();
            return null;
        }));
    }

    /** The engine takes so many of the next requests for too many. */
    void refuseRequests(int count) {
        refusals.set(count);
    }

    /** From now on nothing is read for the engine. */
    void holdBackReaders() {
        readers.isHeldBack = true;
    }

    boolean hasToRead() {
        return !readers.waiting.isEmpty();
    }

    /** Lets one more thing be read, when there is one. */
    void letOneBeRead() {
        Awaitility.await("something to read").until(this::hasToRead);
        readers.waiting.remove().run();
        // What comes of it is done in the same round.
        TestEngine.await(engine.call(context -> null));
    }

    void letReadersGo() {
        readers.isHeldBack = false;
        TestEngine.await(engine.call(context -> {
            readers.waiting.forEach(Runnable::run);
            readers.waiting.clear();
            return null;
        }));
    }

    /** Readers that do it at once, or wait. */
    private static final class SlowReaders implements Executor {
        private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        private volatile boolean isHeldBack;

        @Override
        public void execute(Runnable reading) {
            if (isHeldBack) {
                waiting.add(reading);
            } else {
                reading.run();
            }
        }
    }

    /** Lets whoever waits for the disk wait longer. */
    private static final class SlowDisk {
        private final List<Completion> waiting = new ArrayList<>();
        private volatile boolean isHeldBack;

        EngineTask under(EngineTask task) {
            return new EngineTask() {
                @Override
                public int weightBytes() {
                    return task.weightBytes();
                }

                @Override
                public void run(EngineContext context) {
                    task.run(isHeldBack ? heldBack(context) : context);
                }

                @Override
                public void onFailed(Throwable cause) {
                    task.onFailed(cause);
                }
            };
        }

        private EngineContext heldBack(EngineContext context) {
            return (EngineContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {EngineContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("whenLogged") && arguments[0] == Durability.DURABLE) {
                        waiting.add((Completion) arguments[1]);
                        return null;
                    }
                    try {
                        return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        }
    }

    private static HeldSendIntake.Taken take(Connection connection, Frame request) {
        int lengthBytes = HeldSends.from(request.fields()).lengthBytes();
        ByteBuf body = request.body();
        byte[] bytes = new byte[lengthBytes];
        body.getBytes(body.writerIndex() - lengthBytes, bytes);
        body.writerIndex(body.writerIndex() - lengthBytes);
        byte[] bornHost = Hosts.encode(connection.remoteAddress());
        return new HeldSendIntake.Taken(HeldMessage.decode(ByteBuffer.wrap(bytes)).stream().map(message -> new NewMessage(message.topic(),
            NewMessage.bytesOf(message.topic()), message.lane(), 0, 0, 1, bornHost, TestEngine.HOST, 0, 0, message.body(),
            NewMessage.crcOf(message.body()), new byte[0], 0, 0)).toList(), null);
    }

    /** Native groups as the test wants them. */
    static final class FakeNativeGroups implements NativeGroups {
        final AtomicReference<String> busyGroup = new AtomicReference<>();
        /** In the log as far as somebody logs it: nobody does so from time to time. */
        final OffsetTable offsets = new OffsetTable();
        volatile Runnable beforeCommit = () -> { };

        @Override
        public boolean hasMembers(String group) {
            return group.equals(busyGroup.get());
        }

        @Override
        public void ensureKnown(EngineContext context, String group) {
            // there is no table of groups
        }

        @Override
        public long committedOffset(String group, String topic, int queueId) {
            return offsets.committed(group, topic, queueId);
        }

        @Override
        public List<StateChange> commit(String group, String topic, Map<Integer, Long> committed) {
            beforeCommit.run();
            return offsets.commitNow(group, topic, committed);
        }

        void commit(String group, String topic, int queueId, long offset) {
            offsets.commit(group, topic, queueId, offset);
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
        engine.close();
        if (failure.get() != null) {
            throw new AssertionError("the engine failed", failure.get());
        }
    }
}
