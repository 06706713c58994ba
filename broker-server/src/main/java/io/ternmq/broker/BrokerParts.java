package io.ternmq.broker;

import io.ternmq.broker.config.BrokerConfig;
import io.ternmq.broker.delivery.session.JmsDelivery;
import io.ternmq.broker.delivery.session.NativeMembership;
import io.ternmq.broker.delivery.session.RoutedTopics;
import io.ternmq.broker.delivery.session.SessionSettings;
import io.ternmq.broker.duplicates.ProducerWindows;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.EngineSettings;
import io.ternmq.broker.engine.Retention;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.membership.ConsumerGroups;
import io.ternmq.broker.membership.ProducerGroups;
import io.ternmq.broker.membership.QueueLocks;
import io.ternmq.broker.network.BusyConnections;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.progress.OffsetTable;
import io.ternmq.broker.request.BrokerAdminHandlers;
import io.ternmq.broker.request.GroupAdminHandlers;
import io.ternmq.broker.request.GroupInfoHandlers;
import io.ternmq.broker.request.GroupKinds;
import io.ternmq.broker.request.HeldMessages;
import io.ternmq.broker.request.MemberNotices;
import io.ternmq.broker.request.MembershipHandlers;
import io.ternmq.broker.request.MessageIntake;
import io.ternmq.broker.request.MessageReads;
import io.ternmq.broker.request.OffsetHandlers;
import io.ternmq.broker.request.PullChecks;
import io.ternmq.broker.request.PullHandler;
import io.ternmq.broker.request.ScheduleHandlers;
import io.ternmq.broker.request.SendBackHandler;
import io.ternmq.broker.request.SendHandler;
import io.ternmq.broker.request.SendRules;
import io.ternmq.broker.request.TopicAdminHandlers;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.Groups;
import io.ternmq.broker.routing.Topics;
import io.ternmq.broker.schedule.DelayLevels;
import io.ternmq.broker.schedule.DelayedDelivery;
import io.ternmq.broker.schedule.Schedule;
import io.ternmq.broker.security.SignOn;
import io.ternmq.broker.security.Users;
import io.ternmq.broker.store.StorePaths;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.log.StoreException;
import io.ternmq.broker.store.retention.RetentionPolicy;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.send.SendReply;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.message.Hosts;
import io.ternmq.wire.message.UniqueKeys;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Store, engine and handlers of one broker, wired together. Opened and closed by {@link Broker}; no logic of its own. */
final class BrokerParts implements AutoCloseable {
    private static final int MIN_RECORD_BYTES = 1 << 20;
    private static final int RECORD_OVERHEAD_BYTES = 128 << 10;
    private static final int HOT_SHARE_OF_MEMORY = 4;
    private static final long MEMBER_TIMEOUT_MS = 120_000;
    private static final long MEMBER_CHECK_INTERVAL_MS = 10_000;

    private final BrokerConfig config;
    private final byte[] storeHost;
    private final UniqueKeys uniqueKeys;
    private final Topics topics = new Topics();
    private final Groups groups = new Groups();
    private final OffsetTable offsets = new OffsetTable();
    private final DelayLevels delayLevels;
    private final ConsumerGroups consumers = new ConsumerGroups(new MemberNotices(groups));
    private final ProducerGroups producers = new ProducerGroups();
    private final QueueLocks locks = new QueueLocks();
    private final Users users;
    private final ProducerWindows producerWindows = new ProducerWindows();
    private final BusyConnections<Connection> busyConnections = new BusyConnections<>();
    private final Engine engine;
    private final Creation creation;
    private final ScheduledThreadPoolExecutor memberCheck;
    private MessageReads reads;
    private JmsDelivery jms;
    private Schedule schedule;

    private BrokerParts(BrokerConfig config, InetSocketAddress advertised, Consumer<Throwable> onFailure) {
        this.config = config;
        this.delayLevels = DelayLevels.parse(config.storage().delayLevels());
        this.storeHost = Hosts.encode(advertised);
        this.users = config.admission().jmsUsersFile() == null ? null : Users.of(config.admission().jmsUsersFile());
        this.uniqueKeys = new UniqueKeys(advertised.getAddress());
        this.engine = Engine.open(storePaths(config.storage()), engineSettings(),
            this::engineParts,
            System::currentTimeMillis, onFailure);
        BrokerConfig.Admission admission = config.admission();
        this.creation = new Creation(engine, topics, groups, admission.autoCreateTopic(), admission.autoCreateGroup(),
            admission.defaultTopicQueues());
        this.memberCheck = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "member-check");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Opens the store, recovers it and starts the engine. */
    static BrokerParts open(BrokerConfig config, InetSocketAddress advertised, Consumer<Throwable> onFailure) {
        BrokerParts parts = new BrokerParts(config, advertised, onFailure);
        try {
            parts.start();
            return parts;
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private void start() {
        engine.recover();
        engine.start();
        creation.createSystemTopics(config.identity().clusterName(), config.identity().brokerName()).join();
        memberCheck.scheduleWithFixedDelay(() -> {
            long sinceMs = System.currentTimeMillis() - MEMBER_TIMEOUT_MS;
            consumers.expire(sinceMs);
            producers.expire(sinceMs);
            if (users != null) {
                users.refresh();
            }
        }, MEMBER_CHECK_INTERVAL_MS, MEMBER_CHECK_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    private static StorePaths storePaths(BrokerConfig.Storage storage) {
        BrokerConfig.Paths paths = storage.paths();
        return new StorePaths(paths.root(), paths.commitLog(), paths.consumeQueue(), paths.checkpoint(), paths.abort(),
            storage.commitLogFileBytes(), storage.consumeQueueFileEntries(),
            Math.max(MIN_RECORD_BYTES, storage.maxMessageBytes() + RECORD_OVERHEAD_BYTES));
    }

    private Engine.Parts engineParts(Engine.StoreReads store) {
        DelayedDelivery delayed = new DelayedDelivery(delayLevels, store.log(), store.indexes(), storeHost);
        reads = new MessageReads(store, physicalMemoryBytes() / HOT_SHARE_OF_MEMORY);
        BrokerConfig.Retention rules = config.storage().retention();
        RetentionPolicy policy = new RetentionPolicy(rules.deleteHours(), TimeUnit.HOURS.toMillis(rules.reservedHours()),
            rules.maxUsedSpacePercent(), RetentionPolicy.DEFAULT_MIN_FREE_BYTES, ZoneId.systemDefault());
        jms = jmsDelivery(store);
        schedule = new Schedule(store, reads, topic -> writeQueueCount(store, topic), storeHost, task -> engine.submit(task));
        topics.onChange(jms::onTopicChanged);
        topics.hideWith((topic, queueId, offset) -> {
            QueueIndex queue = store.indexes().get(topic, queueId);
            if (queue != null) {
                queue.hideBefore(offset);
            }
        });
        Retention retention = new Retention(store, policy, List.of(jms::owedPosition), List.of(schedule.movable()), jms::bytesToCopy,
            () -> diskOf(config.storage().paths().commitLog()));
        List<StateModule> modules = new ArrayList<>(List.of(topics, groups, offsets, delayed));
        modules.addAll(jms.modules());
        modules.add(producerWindows);
        modules.add(schedule.module());
        List<EngineHook> hooks = new ArrayList<>(List.of(offsets, delayed));
        hooks.addAll(schedule.hooks());
        hooks.addAll(List.of(jms.hook(), retention));
        return new Engine.Parts(modules, hooks, delayed);
    }

    private int writeQueueCount(Engine.StoreReads store, String topic) {
        TopicConfig config = topics.get(topic);
        if (config == null) {
            return DestinationNames.isTemporary(topic) && store.indexes().get(topic, 0) != null ? 1 : 0;
        }
        return Math.max(1, config.writeQueueNums());
    }

    private List<StateChange> dropTopic(EngineContext context, String topic) {
        List<StateChange> changes = new ArrayList<>(jms.dropTopic(context, topic));
        changes.addAll(schedule.dropTopic(topic));
        return changes;
    }

    private JmsDelivery jmsDelivery(Engine.StoreReads store) {
        BrokerConfig.Admission admission = config.admission();
        RoutedTopics routed = new RoutedTopics(topics, admission.autoCreateTopic(), admission.defaultTopicQueues());
        NativeMembership natives = new NativeMembership(consumers, offsets, groups, admission.autoCreateGroup());
        SessionSettings settings = new SessionSettings(SessionSettings.Lease.DEFAULT, config.storage().maxMessageBytes(),
            config.jms().transactionMemoryBytes(), config.jms().maxHeldBytes(), config.identity().brokerName(), Version.current(),
            config.jms().redelivery(), expiryTopic());
        return new JmsDelivery(task -> engine.submit(task), (task, connection) -> engine.submit(task, connection.afterReading()),
            store, reads.readers(), routed, natives, settings, busyConnections);
    }

    private String expiryTopic() {
        return config.jms().expiryQueue() == null ? null : DestinationNames.topicOf(config.jms().expiryQueue());
    }

    private static RetentionPolicy.Disk diskOf(Path folder) {
        try {
            FileStore disk = Files.getFileStore(folder);
            return RetentionPolicy.Disk.of(disk.getTotalSpace(), disk.getUnallocatedSpace(), disk.getUsableSpace());
        } catch (IOException e) {
            throw new StoreException("the disk of " + folder + " cannot be asked for its space", e);
        }
    }

    private EngineSettings engineSettings() {
        return EngineSettings.defaults().withStoreHost(storeHost).withLeasesWhenDurable(config.storage().deliversWhenDurable());
    }

    private static long physicalMemoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize() : Runtime.getRuntime().maxMemory();
    }

    /** The whole logged state as bytes, to compare two brokers by. */
    CompletableFuture<byte[]> exportState() {
        return engine.exportState();
    }

    Topics topics() {
        return topics;
    }

    void announceWith(Supplier<CompletableFuture<Void>> announcement) {
        creation.announceWith(announcement);
    }

    void addHandlers(RequestDispatcher dispatcher) {
        GroupKinds kinds = jms.members()::requireNative;
        BrokerConfig.Admission admission = config.admission();
        Durability flushLevel = config.storage().flushDiskType() == BrokerConfig.FlushDiskType.SYNC_FLUSH
            ? Durability.DURABLE : Durability.APPENDED;
        SendRules rules = new SendRules(storeHost, config.storage().maxMessageBytes(),
            (admission.permission() & TopicConfig.PERM_WRITE) != 0, flushLevel, delayLevels, uniqueKeys,
            SendRules.brandMark(SendReply.DEFAULT_REGION, config.identity().clusterName()));
        MessageIntake intake = new MessageIntake(topics, creation, locks, rules, jms::requireTemporary);
        SendHandler send = new SendHandler(engine, intake, producerWindows, busyConnections);
        dispatcher.onConnectionClosed(send::onClosed);
        dispatcher.add(RequestCode.SEND_MESSAGE, send).add(RequestCode.SEND_MESSAGE_V2, send)
            .add(RequestCode.SEND_BATCH_MESSAGE, send)
            .add(RequestCode.CONSUMER_SEND_MSG_BACK, new SendBackHandler(engine, creation, reads, rules));
        PullChecks checks = new PullChecks(topics, creation, consumers, kinds,
            (admission.permission() & TopicConfig.PERM_READ) != 0);
        PullHandler pull = new PullHandler(checks, reads, offsets, config.pull(), engine);
        dispatcher.add(RequestCode.PULL_MESSAGE, pull).add(RequestCode.LITE_PULL_MESSAGE, pull);
        new OffsetHandlers(topics, creation, offsets, reads, kinds).addTo(dispatcher);
        new SignOn(users).register(dispatcher);
        jms.register(dispatcher, new HeldMessages(intake)::take);
        new ScheduleHandlers(engine, schedule, reads).addTo(dispatcher);
        new GroupInfoHandlers(consumers, offsets, topics, reads, engine, jms, config.identity().brokerName()).addTo(dispatcher);
        new TopicAdminHandlers(engine, topics, creation, reads, this::dropTopic, config.identity().brokerName()).addTo(dispatcher);
        new GroupAdminHandlers(engine, groups, creation, consumers, producers, offsets).addTo(dispatcher);
        new BrokerAdminHandlers(SettingsText.of(config), topics, reads, Version.current()).addTo(dispatcher);
        new MembershipHandlers(consumers, producers, locks, creation, topics, kinds).addTo(dispatcher);
    }

    /** Logs what is still to be logged and closes the store. */
    @Override
    public void close() {
        memberCheck.shutdownNow();
        reads.close();
        engine.submit(new FinalOffsets(offsets));
        engine.close();
    }
}
