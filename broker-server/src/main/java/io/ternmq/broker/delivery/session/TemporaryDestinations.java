package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.ViewKind;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.Sharing;
import io.ternmq.broker.delivery.view.TopicMarks;
import io.ternmq.broker.delivery.view.ViewDefinition;
import io.ternmq.broker.delivery.session.JmsTask.Answer;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.CreateTemporary;
import io.ternmq.wire.jms.DeleteTemporary;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.JmsCodes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Temporary queues and topics (Messaging 3.1 §6.2.2), each bound to the session that made it. Engine thread.
 *
 * <p>They are in memory alone: a transient index over messages that are hidden in the log. So making and deleting one writes
 * nothing, name servers and index files never hear of it, and a restart finds nothing to clear away.
 */
final class TemporaryDestinations {

    private static final int MAX_PER_SESSION = 65_536;
    /** Entries of an index that are worth dropping. */
    private static final int TRIM_LENGTH = 256;

    private static final class Temporary {
        private final JmsSession owner;
        private final DestinationKind kind;
        private final QueueIndex index;
        /** A queue's one view; the views of a topic's consumers. */
        private final Set<LeasedView> views = new LinkedHashSet<>();

        Temporary(JmsSession owner, DestinationKind kind, QueueIndex index) {
            this.owner = owner;
            this.kind = kind;
            this.index = index;
        }
    }

    private final SessionTable table;
    private final QueueIndexes indexes;
    private final LeasedViews views;
    private final TopicMarks marks;
    private final Map<String, Temporary> byTopic = new HashMap<>();
    private final Map<JmsSession, Set<String>> bySession = new HashMap<>();
    private final Set<Temporary> changed = new LinkedHashSet<>();

    TemporaryDestinations(SessionTable table, QueueIndexes indexes, LeasedViews views, TopicMarks marks) {
        this.table = table;
        this.indexes = indexes;
        this.views = views;
        this.marks = marks;
    }

    Answer create(EngineContext engine, JmsTask task, CreateTemporary wanted) {
        create(table.require(engine.nowMs(), task.connection(), wanted.epoch()), wanted);
        return Answer.WITH_ROUND;
    }

    private void create(JmsSession session, CreateTemporary wanted) {
        String topic = wanted.topic();
        Temporary present = byTopic.get(topic);
        if (present != null && (present.owner != session || present.kind != wanted.kind())) {
            throw new RefusedException(JmsCodes.INVALID_DESTINATION, "the name " + topic + " is in use");
        }
        if (present != null) {
            return;
        }
        requireLegal(topic);
        Set<String> own = bySession.computeIfAbsent(session, key -> new HashSet<>());
        if (own.size() >= MAX_PER_SESSION) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "the connection has " + own.size()
                + " temporary destinations (expected: below " + MAX_PER_SESSION + "): delete those that are not needed");
        }
        Temporary made = new Temporary(session, wanted.kind(), indexes.createTransient(topic));
        if (wanted.kind() == DestinationKind.QUEUE) {
            made.views.add(views.unstored(new ViewDefinition(DestinationNames.queueGroup(topic), topic, Sharing.QUEUE,
                ViewKind.QUEUE, null, null), 0, Map.of()));
        }
        byTopic.put(topic, made);
        own.add(topic);
    }

    private static void requireLegal(String topic) {
        boolean isLegal = DestinationNames.isTemporary(topic) && topic.length() > DestinationNames.TEMPORARY_PREFIX.length()
            && topic.equals(DestinationNames.topicOf(topic));
        if (!isLegal) {
            throw new RefusedException(JmsCodes.INVALID_DESTINATION, "name of a temporary destination: '" + topic + "' (expected: "
                + DestinationNames.TEMPORARY_PREFIX + " and a unique name, at most " + DestinationNames.MAX_TOPIC_LENGTH
                + " characters)");
        }
    }

    Answer delete(EngineContext engine, JmsTask task, DeleteTemporary unwanted) {
        delete(table.require(engine.nowMs(), task.connection(), unwanted.epoch()), unwanted.topic());
        return Answer.WITH_ROUND;
    }

    private void delete(JmsSession session, String topic) {
        Temporary present = byTopic.get(topic);
        if (present == null) {
            return;
        }
        requireOwner(session, topic, present);
        int consumers = present.views.stream().mapToInt(view -> view.group().consumerCount()).sum();
        if (consumers > 0) {
            throw new RefusedException(JmsCodes.SUBSCRIPTION_CONFLICT, "the temporary destination " + topic + " has " + consumers
                + " consumers: close them first");
        }
        Set<String> own = bySession.get(session);
        own.remove(topic);
        if (own.isEmpty()) {
            bySession.remove(session);
        }
        drop(topic);
    }

    private void drop(String topic) {
        Temporary dropped = byTopic.remove(topic);
        changed.remove(dropped);
        indexes.removeTransient(dropped.index);
        marks.dropTransient(topic);
    }

    /** The session has ended, its consumers are taken out: what it made goes with it. */
    void onEnded(JmsSession session) {
        Set<String> own = bySession.remove(session);
        if (own != null) {
            own.forEach(this::drop);
        }
    }

    /**
     * Checks that a session may consume from a temporary destination; for others nothing is checked.
     *
     * @throws RefusedException when it is gone, of the other kind, another connection's, or asked for a subscription that lasts
     */
    void requireConsumable(JmsSession session, Attach attach) {
        if (!DestinationNames.isTemporary(attach.topic())) {
            return;
        }
        Temporary present = byTopic.get(attach.topic());
        if (present == null) {
            throw new RefusedException(JmsCodes.INVALID_DESTINATION,
                "the temporary destination " + attach.topic() + " does not exist any more");
        }
        requireOwner(session, attach.topic(), present);
        if (present.kind != attach.kind()) {
            throw new RefusedException(JmsCodes.INVALID_DESTINATION, attach.topic() + " is a temporary " + present.kind);
        }
        if (attach.subscription().isDurable() || attach.subscription().group() != null) {
            throw new RefusedException(JmsCodes.INVALID_DESTINATION, "the temporary destination " + attach.topic()
                + " cannot have a durable subscription or a consumer group");
        }
    }

    private static void requireOwner(JmsSession session, String topic, Temporary present) {
        if (present.owner != session) {
            throw new RefusedException(JmsCodes.INVALID_DESTINATION, "the temporary destination " + topic
                + " belongs to another connection: only its own may consume from it or delete it");
        }
    }

    /** The view that all receivers of a temporary queue share; null when it is none. */
    LeasedView queueView(String topic) {
        Temporary present = byTopic.get(topic);
        return present == null || present.kind != DestinationKind.QUEUE ? null : present.views.iterator().next();
    }

    /** A consumer has come to the view. */
    void onAttached(LeasedView view) {
        Temporary present = byTopic.get(view.definition().topic());
        if (present != null) {
            present.views.add(view);
        }
    }

    /** A consumer has left the view. */
    void onLeft(LeasedView view) {
        Temporary present = byTopic.get(view.definition().topic());
        if (present != null && present.kind == DestinationKind.TOPIC && view.group().consumerCount() == 0) {
            present.views.remove(view);
            changed.add(present);
        }
    }

    /** Messages have come or are settled: there may be entries that nobody needs any more. */
    void onChanged(String topic) {
        if (DestinationNames.isTemporary(topic)) {
            Temporary present = byTopic.get(topic);
            if (present != null) {
                changed.add(present);
            }
        }
    }

    /** Drops the entries of messages that everybody is done with. */
    void trim() {
        for (Temporary temporary : changed) {
            QueueIndex index = temporary.index;
            long needed = temporary.views.stream().mapToLong(view -> view.group().progress().lowWaterMark(0)).min()
                .orElse(index.maxOffset());
            if (needed - index.minOffset() >= TRIM_LENGTH || needed == index.maxOffset()) {
                index.forgetBefore(needed);
                marks.trimTransient(index.topic(), needed);
            }
        }
        changed.clear();
    }

    /** The lowest log position of a message that waits in a temporary destination; {@link Long#MAX_VALUE} for none. */
    long owedPosition() {
        long[] lowest = {Long.MAX_VALUE};
        for (Temporary temporary : byTopic.values()) {
            temporary.index.read(temporary.index.minOffset(), 1, (offset, position, size, tagsCode) -> {
                lowest[0] = Math.min(lowest[0], position);
                return false;
            });
        }
        return lowest[0];
    }
}
