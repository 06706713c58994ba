package io.ternmq.broker.routing;

import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.wire.command.group.GroupConfig;
import io.ternmq.wire.command.route.TopicConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes topics and groups, of itself when clients use new names (PROTOCOL §8.1, §8.4). Futures complete on a thread that
 * must not be held up: go on elsewhere.
 */
public final class Creation {
    private static final long ANNOUNCE_TIMEOUT_MS = 1_000;
    private static final int SCHEDULE_QUEUES = 18;
    private static final int CLUSTER_QUEUES = 16;
    private static final int BENCHMARK_QUEUES = 1024;
    private static final int READ_WRITE = TopicConfig.PERM_READ | TopicConfig.PERM_WRITE;

    private final Engine engine;
    private final Topics topics;
    private final Groups groups;
    private final boolean autoCreateTopic;
    private final boolean autoCreateGroup;
    private final int templateQueues;
    private volatile Supplier<CompletableFuture<Void>> announcement = () -> CompletableFuture.completedFuture(null);

    /** @param templateQueues queues of the template topic, which automatically created topics do not exceed */
    public Creation(Engine engine, Topics topics, Groups groups, boolean autoCreateTopic, boolean autoCreateGroup,
                    int templateQueues) {
        this.engine = engine;
        this.topics = topics;
        this.groups = groups;
        this.autoCreateTopic = autoCreateTopic;
        this.autoCreateGroup = autoCreateGroup;
        this.templateQueues = templateQueues;
    }

    /**
     * Sets how new topics are made known: futures of this class complete when that has been tried, so that a client that was
     * answered finds the route.
     */
    public void announceWith(Supplier<CompletableFuture<Void>> newAnnouncement) {
        announcement = newAnnouncement;
    }

    private <T> CompletableFuture<T> announced(CompletableFuture<T> change) {
        return change.thenCompose(value -> announcement.get().orTimeout(ANNOUNCE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
            // An unreachable name server makes the route late, not the topic impossible.
            .handle((nothing, failure) -> value));
    }

    /** Makes the topics that the broker and RocketMQ's tools expect to be there. Completes when they are. */
    public CompletableFuture<Void> createSystemTopics(String clusterName, String brokerName) {
        List<TopicConfig> wanted = List.of(
            new TopicConfig(TopicNames.TEMPLATE, templateQueues, READ_WRITE | (autoCreateTopic ? TopicConfig.PERM_INHERIT : 0)),
            new TopicConfig(TopicNames.SCHEDULE, SCHEDULE_QUEUES, READ_WRITE),
            new TopicConfig(TopicNames.SELF_TEST, 1, READ_WRITE),
            new TopicConfig(TopicNames.OFFSET_MOVED, 1, READ_WRITE),
            new TopicConfig(TopicNames.BENCHMARK, BENCHMARK_QUEUES, READ_WRITE),
            // Tools that create a topic "in a cluster" ask for the route of these names.
            new TopicConfig(clusterName, CLUSTER_QUEUES, READ_WRITE | TopicConfig.PERM_INHERIT),
            new TopicConfig(brokerName, 1, READ_WRITE | TopicConfig.PERM_INHERIT));
        return engine.call(context -> {
            TopicConfig template = topics.get(TopicNames.TEMPLATE);
            if (template != null && !template.equals(wanted.get(0))) {
                // The template follows the configuration.
                context.change(Topics.put(wanted.get(0), context.nowMs()));
            }
            wanted.forEach(topic -> createIfMissing(context, topic));
            return null;
        });
    }

    private TopicConfig createIfMissing(EngineContext context, TopicConfig wanted) {
        TopicConfig existing = topics.get(wanted.topicName());
        if (existing != null) {
            return existing;
        }
        context.change(Topics.put(wanted, context.nowMs()));
        return wanted;
    }

    /**
     * Makes a topic; completes with it, or with the one that is there already. For whatever the calling thread submits to the engine from
     * now on it is there; unless the engine takes no more, when this completes exceptionally at once.
     */
    public CompletableFuture<TopicConfig> create(TopicConfig wanted) {
        TopicConfig existing = topics.get(wanted.topicName());
        return existing != null ? CompletableFuture.completedFuture(existing)
            : announced(engine.call(context -> createIfMissing(context, wanted)));
    }

    /** Makes or replaces a topic. */
    public CompletableFuture<TopicConfig> put(TopicConfig topic) {
        return announced(engine.call(context -> {
            context.change(Topics.put(topic, context.nowMs()));
            return topic;
        }));
    }

    /** What a topic would look like that a producer brings into being, or null when it may not. */
    public TopicConfig planFor(String topic, String templateName, int wantedQueues) {
        if (TopicNames.isRetry(topic) || TopicNames.isDeadLetter(topic)) {
            return groups.get(TopicNames.groupOf(topic)) == null ? null : new TopicConfig(topic, 1, READ_WRITE);
        }
        TopicConfig template = topics.get(templateName);
        if (!autoCreateTopic || template == null || (template.perm() & TopicConfig.PERM_INHERIT) == 0) {
            return null;
        }
        int queues = Math.max(1, Math.min(wantedQueues, template.writeQueueNums()));
        return new TopicConfig(topic, queues, queues, template.perm() & ~TopicConfig.PERM_INHERIT, template.topicFilterType(), 0,
            false, Map.of());
    }

    /** Makes the topic that a group's failed messages go to, with the group's number of queues. */
    public CompletableFuture<TopicConfig> createRetryTopic(GroupConfig group) {
        return create(new TopicConfig(TopicNames.retryTopicOf(group.groupName()), Math.max(1, group.retryQueueNums()),
            READ_WRITE));
    }

    /** Makes the topic that a group's dead letters go to. */
    public CompletableFuture<TopicConfig> createDeadLetterTopic(String group) {
        return create(new TopicConfig(TopicNames.deadLetterTopicOf(group), 1, READ_WRITE));
    }

    /**
     * The settings of a group: those it has, or defaults, which are then made its settings when groups may come into being of
     * themselves; null when they may not, or when the name is not legal. Any thread; does not wait.
     */
    public GroupConfig obtainGroup(String group) {
        GroupConfig existing = groups.get(group);
        if (existing != null || !autoCreateGroup || TopicNames.faultOfGroup(group) != null) {
            return existing;
        }
        GroupConfig created = GroupConfig.withDefaults(group);
        engine.call(context -> {
            if (groups.get(group) == null) {
                context.change(Groups.put(created, context.nowMs()));
            }
            return null;
        });
        return created;
    }

    /** Makes or replaces a group. */
    public CompletableFuture<GroupConfig> putGroup(GroupConfig group) {
        return engine.call(context -> {
            context.change(Groups.put(group, context.nowMs()));
            return group;
        });
    }
}
