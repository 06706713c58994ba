package io.ternmq.broker.request;

import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.network.Failures;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.network.RequestHandler;
import io.ternmq.broker.progress.OffsetTable;
import io.ternmq.broker.routing.Creation;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.broker.routing.Topics;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.CreateTopicRequest;
import io.ternmq.wire.command.route.QueueId;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.command.route.TopicList;
import io.ternmq.wire.command.route.TopicRequest;
import io.ternmq.wire.command.route.TopicStats;
import io.ternmq.wire.command.route.TopicTable;
import io.ternmq.wire.command.route.TopicTableReply;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Topics for tools: codes 17, 21, 202, 215, 305, 351 (PROTOCOL §3C). */
public final class TopicAdminHandlers {
    static final int MAX_QUEUES = 65_536;

    private final Engine engine;
    private final Topics topics;
    private final Creation creation;
    private final MessageReads reads;
    private final Dependents dependents;
    private final String brokerName;

    /** What exists only together with its topic. */
    @FunctionalInterface
    public interface Dependents {
        /** Takes leave of a topic; the changes are logged together with its deletion. Engine thread. */
        List<StateChange> drop(EngineContext engine, String topic);
    }

    public TopicAdminHandlers(Engine engine, Topics topics, Creation creation, MessageReads reads, Dependents dependents,
            String brokerName) {
        this.engine = engine;
        this.topics = topics;
        this.creation = creation;
        this.reads = reads;
        this.dependents = dependents;
        this.brokerName = brokerName;
    }

    /** Adds the handlers. */
    public void addTo(RequestDispatcher dispatcher) {
        dispatcher.addGuarded(RequestCode.UPDATE_AND_CREATE_TOPIC, this::put);
        dispatcher.addGuarded(RequestCode.DELETE_TOPIC_IN_BROKER, this::delete);
        dispatcher.add(RequestCode.GET_ALL_TOPIC_CONFIG, RequestHandler.immediate(this::all));
        dispatcher.add(RequestCode.GET_TOPIC_CONFIG, RequestHandler.immediate(this::get));
        dispatcher.add(RequestCode.GET_TOPIC_STATS_INFO, this::stats);
        dispatcher.add(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER, RequestHandler.immediate(this::systemTopics));
    }

    private void put(Connection connection, Frame request) {
        CreateTopicRequest wanted = CreateTopicRequest.from(request.fields());
        String fault = TopicNames.faultOf(wanted.topic());
        if (fault != null) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, fault);
        }
        if (TopicNames.isSystem(wanted.topic())) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER,
                "The topic[" + wanted.topic() + "] is conflict with system topic.");
        }
        requireQueues("readQueueNums", wanted.readQueueNums());
        requireQueues("writeQueueNums", wanted.writeQueueNums());
        TopicConfig old = topics.get(wanted.topic());
        TopicConfig topic = new TopicConfig(wanted.topic(), wanted.readQueueNums(), wanted.writeQueueNums(), wanted.perm() & 0xF,
            wanted.topicFilterType(), wanted.topicSysFlag(), wanted.order(), attributes(old, wanted.attributes()));
        answer(connection, request, creation.put(topic));
    }

    private static void requireQueues(String field, int queues) {
        if (queues < 1 || queues > MAX_QUEUES) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER,
                field + " is " + queues + " (expected: 1 to " + MAX_QUEUES + ")");
        }
    }

    // "+name=value" sets, "-name" removes (PROTOCOL §3C, 17).
    private static Map<String, String> attributes(TopicConfig old, String changes) {
        Map<String, String> attributes = new TreeMap<>(old == null ? Map.of() : old.attributes());
        for (String change : changes == null || changes.isBlank() ? new String[0] : changes.split(",")) {
            int equals = change.indexOf('=');
            if (change.startsWith("+") && equals > 1) {
                attributes.put(change.substring(1, equals), change.substring(equals + 1));
            } else if (change.startsWith("-") && change.length() > 1) {
                attributes.remove(equals < 0 ? change.substring(1) : change.substring(1, equals));
            } else {
                throw new RefusedException(ResponseCode.INVALID_PARAMETER,
                    "attribute change '" + change + "' (expected: +name=value or -name)");
            }
        }
        return attributes;
    }

    private void delete(Connection connection, Frame request) {
        String topic = TopicRequest.from(request).topic();
        if (TopicNames.isSystem(topic)) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, "The topic[" + topic + "] is conflict with system topic.");
        }
        CompletableFuture<Void> deletion = engine.call(context -> {
            if (topics.get(topic) != null) {
                List<StateChange> changes = new ArrayList<>(dependents.drop(context, topic));
                changes.add(Topics.delete(topic, ends(topic), context.nowMs()));
                changes.add(OffsetTable.removeTopic(topic));
                // All or nothing, also after a crash: a queue's group that is gone before its queue would get all again.
                context.appendGroup(List.of(), changes, Durability.APPENDED);
            }
            return null;
        });
        answer(connection, request, deletion);
    }

    // Where each queue ends, with what is not visible yet: should the topic be made again, it begins there.
    private List<Long> ends(String topic) {
        List<Long> ends = new ArrayList<>();
        for (QueueIndex queue = reads.queue(topic, 0); queue != null; queue = reads.queue(topic, ends.size())) {
            ends.add(queue.appendedOffset());
        }
        return ends;
    }

    private static void answer(Connection connection, Frame request, CompletableFuture<?> change) {
        change.whenCompleteAsync((done, failure) -> {
            if (failure != null) {
                Failures.answer(connection, request, failure);
            } else {
                connection.send(request.response(ResponseCode.SUCCESS, null));
                request.release();
            }
        }, connection.eventLoop());
    }

    private Frame all(Connection connection, Frame request) {
        Map<String, TopicConfig> table = new TreeMap<>();
        topics.all().forEach(topic -> table.put(topic.topicName(), topic));
        return new TopicTableReply(table.size()).toResponse(request).body(new TopicTable(table, topics.version()).toBytes());
    }

    private Frame get(Connection connection, Frame request) {
        return request.response(ResponseCode.SUCCESS, null).body(require(TopicRequest.from(request).topic()).toBytes());
    }

    private TopicConfig require(String name) {
        TopicConfig topic = topics.get(name);
        if (topic == null) {
            throw new RefusedException(ResponseCode.TOPIC_NOT_EXIST, "No topic in this broker. topic: " + name);
        }
        return topic;
    }

    private void stats(Connection connection, Frame request) {
        TopicConfig topic = require(TopicRequest.from(request).topic());
        reads.onReader(connection, request, () -> {
            Map<QueueId, TopicStats.QueueOffsets> table = new LinkedHashMap<>();
            for (int id = 0; id < Math.max(topic.readQueueNums(), topic.writeQueueNums()); id++) {
                table.put(new QueueId(topic.topicName(), brokerName, id), offsetsOf(reads.queue(topic.topicName(), id)));
            }
            connection.send(request.response(ResponseCode.SUCCESS, null).body(new TopicStats(table, 0).toBytes()));
            request.release();
        });
    }

    private TopicStats.QueueOffsets offsetsOf(QueueIndex queue) {
        if (queue == null) {
            return new TopicStats.QueueOffsets(0, 0, 0);
        }
        long max = queue.maxOffset();
        return new TopicStats.QueueOffsets(queue.minOffset(), max, Math.max(0, reads.storeTimestamp(queue, max - 1)));
    }

    private Frame systemTopics(Connection connection, Frame request) {
        Set<String> names = topics.all().stream().map(TopicConfig::topicName).filter(TopicNames::isSystem)
            .collect(Collectors.toCollection(TreeSet::new));
        return request.response(ResponseCode.SUCCESS, null).body(new TopicList(names).toBytes());
    }
}
