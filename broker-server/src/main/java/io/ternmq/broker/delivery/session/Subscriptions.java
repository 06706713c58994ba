package io.ternmq.broker.delivery.session;

import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.delivery.lease.ViewKind;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.MessageSelection;
import io.ternmq.broker.delivery.view.Sharing;
import io.ternmq.broker.delivery.view.ViewDefinition;
import io.ternmq.broker.delivery.view.ViewKey;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Attach.Subscription;
import io.ternmq.wire.jms.Browse;
import io.ternmq.wire.jms.DestinationKind;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.selector.SelectorException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/** Finds or makes the view that a consumer attaches to, by the rules of Messaging 3.1 §8.3. Engine thread. */
final class Subscriptions {

    private final LeasedViews views;
    private final QueueIndexes indexes;
    private final TopicAccess topics;
    private final NativeGroups nativeGroups;
    private final TemporaryDestinations temporaries;
    private final Map<String, LeasedView> unstored = new HashMap<>();

    Subscriptions(LeasedViews views, QueueIndexes indexes, TopicAccess topics, NativeGroups nativeGroups,
            TemporaryDestinations temporaries) {
        this.views = views;
        this.indexes = indexes;
        this.topics = topics;
        this.nativeGroups = nativeGroups;
        this.temporaries = temporaries;
    }

    /**
     * The view for a new consumer.
     *
     * @throws RefusedException when the rules forbid it
     */
    LeasedView open(EngineContext engine, JmsSession session, Attach attach) {
        ViewDefinition wanted = definition(session, attach);
        return switch (wanted.sharing()) {
            case QUEUE -> openQueue(engine, wanted);
            case GROUP -> openGroup(engine, wanted);
            case UNSHARED_DURABLE, SHARED_DURABLE -> openDurable(engine, wanted);
            case SHARED_NON_DURABLE -> openShared(engine, wanted);
            case UNSHARED_NON_DURABLE -> views.unstored(wanted, engine.endPosition(), ends(wanted.topic()));
        };
    }

    /**
     * The view that a browser looks at; one that is not there yet is not made for it.
     *
     * @throws RefusedException when there is no such queue, or it is not for this session
     */
    LeasedView browsed(EngineContext engine, JmsSession session, Browse browse) {
        Subscription subscription = browse.group() == null ? Subscription.DEFAULT : Subscription.group(browse.group());
        Attach wanted = new Attach(browse.epoch(), 0, browse.topic(), DestinationKind.QUEUE, subscription, null, false, 0);
        temporaries.requireConsumable(session, wanted);
        topics.requireReadable(engine, browse.topic());
        ViewDefinition definition = definition(session, wanted);
        LeasedView temporary = temporaries.queueView(browse.topic());
        LeasedView present = temporary != null ? temporary : views.get(definition.key());
        return present != null ? present : views.unstored(definition, 0, committedOffsets(definition));
    }

    private Map<Integer, Long> committedOffsets(ViewDefinition definition) {
        Map<Integer, Long> committed = new TreeMap<>();
        if (definition.sharing() == Sharing.GROUP) {
            for (int id = 0; id < topics.readQueueCount(definition.topic()); id++) {
                committed.put(id, Math.max(0, nativeGroups.committedOffset(definition.group(), definition.topic(), id)));
            }
        }
        return committed;
    }

    private ViewDefinition definition(JmsSession session, Attach attach) {
        Sharing sharing = sharing(attach);
        boolean isQueue = attach.kind() == DestinationKind.QUEUE;
        String name = attach.subscription().name();
        String group = switch (sharing) {
            case QUEUE -> DestinationNames.queueGroup(attach.topic());
            case GROUP -> legalGroup(attach.subscription().group());
            case UNSHARED_DURABLE, SHARED_DURABLE -> DestinationNames.subscriptionGroup(true, session.clientId(), name);
            case SHARED_NON_DURABLE -> DestinationNames.subscriptionGroup(false, session.clientId(), name);
            case UNSHARED_NON_DURABLE -> "JMSA_" + session.epoch() + "-" + attach.consumerId();
        };
        try {
            return new ViewDefinition(group, attach.topic(), sharing, isQueue ? ViewKind.QUEUE : ViewKind.SUBSCRIPTION,
                isQueue ? null : MessageSelection.canonical(attach.selector()),
                !isQueue && attach.noLocal() ? session.origin() : null);
        } catch (SelectorException e) {
            throw new RefusedException(JmsCodes.INVALID_SELECTOR, e.getMessage());
        }
    }

    private static String legalGroup(String group) {
        String fault = TopicNames.faultOfGroup(group);
        if (fault != null) {
            throw new RefusedException(JmsCodes.INVALID_DESTINATION, fault);
        }
        return group;
    }

    private static Sharing sharing(Attach attach) {
        Attach.Subscription subscription = attach.subscription();
        if (subscription.group() != null) {
            return Sharing.GROUP;
        }
        if (attach.kind() == DestinationKind.QUEUE) {
            return Sharing.QUEUE;
        }
        if (subscription.name() == null) {
            if (subscription.isDurable()) {
                throw new RefusedException(JmsCodes.INVALID_DESTINATION, "a durable subscription without a name");
            }
            return Sharing.UNSHARED_NON_DURABLE;
        }
        if (subscription.isDurable()) {
            return subscription.isShared() ? Sharing.SHARED_DURABLE : Sharing.UNSHARED_DURABLE;
        }
        return Sharing.SHARED_NON_DURABLE;
    }

    private LeasedView openQueue(EngineContext engine, ViewDefinition wanted) {
        LeasedView temporary = temporaries.queueView(wanted.topic());
        LeasedView present = temporary != null ? temporary : views.get(wanted.key());
        return present != null ? present : put(engine, wanted, createdNow(engine, wanted), Map.of());
    }

    private LeasedView openGroup(EngineContext engine, ViewDefinition wanted) {
        if (nativeGroups.hasMembers(wanted.group())) {
            throw new RefusedException(JmsCodes.GROUP_KIND_CONFLICT, "group " + wanted.group()
                + " has native members, to which queues are assigned: stop them first");
        }
        nativeGroups.ensureKnown(engine, wanted.group());
        LeasedView present = views.get(wanted.key());
        if (present == null) {
            // A queue owes what is there; a topic what comes, unless native consumers have got to somewhere.
            Map<Integer, Long> ends = wanted.kind() == ViewKind.QUEUE ? Map.of() : ends(wanted.topic());
            return putShared(engine, wanted, id -> ends.getOrDefault((int) id, 0L));
        }
        boolean isSame = isSame(present.definition(), wanted);
        if (present.group().consumerCount() > 0) {
            requireSame(isSame, present.definition(), wanted);
            return present;
        }
        if (isSame && !hasNativeProgress(present)) {
            return present;
        }
        return putShared(engine, wanted, id -> present.group().progress().lowWaterMark((int) id));
    }

    /** Whether native consumers have committed something since the view had to do with them. */
    private boolean hasNativeProgress(LeasedView view) {
        ViewKey key = view.definition().key();
        for (int id = 0; id < topics.readQueueCount(key.topic()); id++) {
            long committed = nativeGroups.committedOffset(key.group(), key.topic(), id);
            if (committed >= 0 && committed != view.handedOver(id)) {
                return true;
            }
        }
        return false;
    }

    private LeasedView putShared(EngineContext engine, ViewDefinition wanted, LongUnaryOperator ownMark) {
        Map<Integer, Long> marks = new TreeMap<>();
        Map<Integer, Long> handedOver = new TreeMap<>();
        LeasedView present = views.get(wanted.key());
        for (int id = 0; id < topics.readQueueCount(wanted.topic()); id++) {
            long committed = nativeGroups.committedOffset(wanted.group(), wanted.topic(), id);
            boolean isNews = committed >= 0 && (present == null || committed != present.handedOver(id));
            marks.put(id, isNews ? committed : ownMark.applyAsLong(id));
            if (committed >= 0) {
                handedOver.put(id, committed);
            }
        }
        long created = present == null ? createdNow(engine, wanted) : present.group().progress().createdPosition();
        LeasedView view = put(engine, wanted, created, marks);
        if (!handedOver.isEmpty()) {
            logHandOver(engine, wanted.key(), handedOver);
        }
        return view;
    }

    private LeasedView openDurable(EngineContext engine, ViewDefinition wanted) {
        LeasedView present = views.ofGroup(wanted.group()).stream().findFirst().orElse(null);
        if (present == null) {
            return put(engine, wanted, createdNow(engine, wanted), ends(wanted.topic()));
        }
        ViewDefinition old = present.definition();
        if (old.sharing() != wanted.sharing()) {
            throw new RefusedException(JmsCodes.SUBSCRIPTION_CONFLICT,
                "subscription " + wanted.group() + " is " + old.sharing() + ", wanted as " + wanted.sharing());
        }
        boolean isSame = isSame(old, wanted);
        if (present.group().consumerCount() > 0) {
            requireSame(isSame, old, wanted);
            if (!wanted.sharing().isShared()) {
                throw new RefusedException(JmsCodes.SUBSCRIPTION_CONFLICT,
                    "subscription " + wanted.group() + " has a consumer and is not shared");
            }
        }
        if (isSame) {
            return present;
        }
        engine.change(LeasedViews.delete(old.key()));
        return put(engine, wanted, createdNow(engine, wanted), ends(wanted.topic()));
    }

    // A queue owes whatever is copied to it, however long ago it was sent.
    private static long createdNow(EngineContext engine, ViewDefinition wanted) {
        return wanted.kind() == ViewKind.QUEUE ? 0 : engine.endPosition();
    }

    private LeasedView openShared(EngineContext engine, ViewDefinition wanted) {
        LeasedView present = unstored.get(wanted.group());
        if (present != null) {
            requireSame(isSame(present.definition(), wanted), present.definition(), wanted);
            return present;
        }
        LeasedView view = views.unstored(wanted, engine.endPosition(), ends(wanted.topic()));
        unstored.put(wanted.group(), view);
        return view;
    }

    private static boolean isSame(ViewDefinition present, ViewDefinition wanted) {
        return present.topic().equals(wanted.topic()) && present.kind() == wanted.kind()
            && Objects.equals(present.selector(), wanted.selector())
            && Objects.equals(present.noLocalOrigin(), wanted.noLocalOrigin());
    }

    private static void requireSame(boolean isSame, ViewDefinition present, ViewDefinition wanted) {
        if (!isSame) {
            throw new RefusedException(JmsCodes.SUBSCRIPTION_CONFLICT, wanted.group() + " is in use for topic " + present.topic()
                + " with selector " + present.selector() + " (wanted: topic " + wanted.topic() + " with selector "
                + wanted.selector() + ")");
        }
    }

    private LeasedView put(EngineContext engine, ViewDefinition wanted, long createdPosition, Map<Integer, Long> marks) {
        engine.change(LeasedViews.put(wanted, createdPosition, marks));
        topics.ensureRetryTopic(engine, wanted.group());
        return views.get(wanted.key());
    }

    /** What is sent from now on: appended offsets, not visible ones, since a message exists once it is logged. */
    private Map<Integer, Long> ends(String topic) {
        Map<Integer, Long> ends = new TreeMap<>();
        for (int id = 0; id < topics.readQueueCount(topic); id++) {
            QueueIndex index = indexes.get(topic, id);
            ends.put(id, index == null ? 0L : index.appendedOffset());
        }
        return ends;
    }

    /** A consumer has left the view. */
    void onLeft(EngineContext engine, LeasedView view) {
        if (view.group().consumerCount() > 0) {
            return;
        }
        ViewDefinition definition = view.definition();
        if (definition.sharing() == Sharing.SHARED_NON_DURABLE) {
            unstored.remove(definition.group(), view);
        } else if (definition.sharing() == Sharing.GROUP && views.get(definition.key()) == view) {
            handOver(engine, view);
        }
    }

    // Native consumers of the group go on where all before is finished.
    private void handOver(EngineContext engine, LeasedView view) {
        ViewKey key = view.definition().key();
        Map<Integer, Long> marks = new TreeMap<>();
        for (int id = 0; id < topics.readQueueCount(key.topic()); id++) {
            marks.put(id, view.group().progress().lowWaterMark(id));
        }
        logHandOver(engine, key, marks);
    }

    // In one record, unless there are thousands of queues: when a kill left the one without the other, whoever comes next would take the
    // older of both for news.
    private void logHandOver(EngineContext engine, ViewKey key, Map<Integer, Long> committed) {
        List<StateChange> changes = new ArrayList<>(nativeGroups.commit(key.group(), key.topic(), committed));
        while (changes.size() > 1) {
            engine.change(changes.remove(0));
        }
        changes.add(LeasedViews.handOver(key, committed));
        engine.change(changes);
    }

    /** The changes that remove all views of a topic. */
    List<StateChange> deletions(EngineContext engine, String topic) {
        List<ViewDefinition> gone = views.ofTopic(topic).stream().map(LeasedView::definition)
            .sorted(Comparator.comparing(ViewDefinition::key)).toList();
        List<StateChange> changes = new ArrayList<>();
        gone.forEach(view -> changes.add(LeasedViews.delete(view.key())));
        // A group that has its name from RocketMQ may be other topics' as well.
        gone.stream().filter(view -> view.sharing() != Sharing.GROUP)
            .forEach(view -> changes.addAll(topics.retryTopicRemoval(engine, view.group())));
        return changes;
    }

    /** Deletes a durable subscription. */
    void unsubscribe(EngineContext engine, String clientId, String name) {
        String group = DestinationNames.subscriptionGroup(true, clientId, name);
        LeasedView view = views.ofGroup(group).stream().findFirst()
            .orElseThrow(() -> new RefusedException(JmsCodes.INVALID_DESTINATION, "no durable subscription " + name));
        if (view.group().consumerCount() > 0 || !view.group().isIdle()) {
            throw new RefusedException(JmsCodes.SUBSCRIPTION_CONFLICT, "subscription " + name + " has " + (view.group().consumerCount() > 0
                ? view.group().consumerCount() + " consumers" : "messages that were delivered and are not acknowledged"));
        }
        engine.change(LeasedViews.delete(view.definition().key()));
        topics.retryTopicRemoval(engine, group).forEach(engine::change);
    }
}
