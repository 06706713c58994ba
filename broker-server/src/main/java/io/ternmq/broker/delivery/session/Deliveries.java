package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.DispatchSink;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.lease.LeasedConsumer;
import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.lease.SettleDecision;
import io.ternmq.broker.delivery.lease.ViewKind;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.jms.Flow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Gives out messages after each engine round: only groups of which something has changed are looked at. Engine thread. */
final class Deliveries {

    private static final int SCAN_BUDGET = 512;
    /** Entries that may be looked at in one round, over all groups; each group counts as some of them. */
    private static final int ROUND_BUDGET = 16 * SCAN_BUDGET;
    private static final int GROUP_LOOKS = 16;

    private final Outbox outbox;
    private final Settlements settlements;
    private final Scanning scanning;
    private final TopicGroups active = new TopicGroups();
    private final GroupQueue changed = new GroupQueue(LeasedGroup.Note.CHANGED);
    private final Map<LeasedGroup, Set<SessionConsumer>> draining = new HashMap<>();
    private final DueGroups due = new DueGroups();
    /** Groups that may have got further since their marks were last recorded. */
    private final GroupQueue moved = new GroupQueue(LeasedGroup.Note.MOVED);

    Deliveries(Outbox outbox, Settlements settlements, Scanning scanning) {
        this.outbox = outbox;
        this.settlements = settlements;
        this.scanning = scanning;
    }

    /** A consumer was attached to the group. */
    void onAttached(LeasedGroup group) {
        active.add(group);
        changed.add(group);
    }

    /** A consumer was detached from the group. */
    void onDetached(LeasedGroup group) {
        if (group.consumerCount() == 0) {
            active.remove(group);
        }
    }

    /** Credit was given, or messages were given back. */
    void onChanged(LeasedGroup group) {
        changed.add(group);
    }

    /** A topic may have other queues, in which there are messages already. */
    void onTopicChanged(String topic) {
        active.of(topic).forEach(changed::add);
    }

    /** Messages were accepted, which nobody waits for but who drains. */
    void onAccepted(LeasedGroup group) {
        if (draining.containsKey(group)) {
            changed.add(group);
        }
    }

    /** New messages are visible. */
    void onArrival(QueueIndex queue) {
        for (LeasedGroup group : active.of(queue)) {
            group.onArrival(queue.queueId());
            changed.add(group);
        }
    }

    /** The consumer's drain request is to be answered when its credit is used or nothing is there. */
    void onDrain(SessionConsumer consumer) {
        draining.computeIfAbsent(consumer.group(), group -> new LinkedHashSet<>()).add(consumer);
        changed.add(consumer.group());
    }

    /** Answers a drain request of a consumer that goes away. */
    void endDrain(SessionConsumer consumer) {
        if (consumer.drain() != null) {
            draining.computeIfPresent(consumer.group(), (group, waiting) -> {
                waiting.remove(consumer);
                return waiting.isEmpty() ? null : waiting;
            });
            answerDrain(consumer);
        }
    }

    /**
     * Takes out some of the groups, and visits those with consumers, that may have got further since they were last taken out here.
     *
     * @return whether there are more
     */
    boolean takeMoved(int maxGroups, Consumer<LeasedGroup> visitor) {
        for (int i = 0; i < maxGroups && !moved.isEmpty(); i++) {
            LeasedGroup group = moved.poll();
            if (group.consumerCount() > 0) {
                visitor.accept(group);
            }
        }
        return !moved.isEmpty();
    }

    /** Whether there are groups to be taken out by {@link #takeMoved}. */
    boolean hasMoved() {
        return !moved.isEmpty();
    }

    /** The groups of a topic that have consumers. */
    List<LeasedGroup> active(String topic) {
        return active.of(topic);
    }

    /** When a delayed message becomes due. */
    long nextDueMs() {
        return due.nextMs();
    }

    /** Looks again at the groups that have a delayed message due. */
    void onTimer(long nowMs) {
        due.takeDue(nowMs, changed::add);
    }

    /** Gives out what can be given; true when there is more to do at once. */
    boolean dispatch(EngineContext engine) {
        scanning.collect(changed::add);
        if (changed.isEmpty()) {
            return false;
        }
        List<LeasedGroup> again = new ArrayList<>();
        long before = engine.endPosition();
        DispatchSink sink = this::deliver;
        int budget = ROUND_BUDGET;
        while (budget > 0 && !changed.isEmpty()) {
            LeasedGroup group = changed.poll();
            boolean hasMore = group.dispatch(engine.nowMs(), SCAN_BUDGET, sink);
            budget -= GROUP_LOOKS + group.lookedAt();
            SettleDecision expired = group.takeExpired();
            settlements.log(engine, expired);
            if (hasMore || expired.record() != null) {
                // What has expired may have stopped its message group.
                again.add(group);
            }
            group.takeScanJobs(scanning::add);
            due.put(group, group.consumerCount() == 0 ? Long.MAX_VALUE : group.nextDueMs());
            if (group.lookedAt() > 0 || group.progress().kind() == ViewKind.SUBSCRIPTION) {
                moved.add(group);
            }
            answerDrains(group, hasMore);
        }
        again.forEach(changed::add);
        // What was logged must be written.
        return !changed.isEmpty() || engine.endPosition() > before;
    }

    private void answerDrains(LeasedGroup group, boolean hasMore) {
        Set<SessionConsumer> waiting = draining.get(group);
        if (waiting == null) {
            return;
        }
        waiting.removeIf(consumer -> {
            boolean isDone = consumer.leased().credit() == 0 || !hasMore && group.hasNothingFor(consumer.leased());
            if (isDone) {
                answerDrain(consumer);
            }
            return isDone;
        });
        if (waiting.isEmpty()) {
            draining.remove(group);
        }
    }

    private void answerDrain(SessionConsumer consumer) {
        long unused = consumer.takeCreditBack();
        consumer.drain().answer(new Flow.Drained((int) unused)::writeTo);
        consumer.drain(null);
    }

    private void deliver(LeasedConsumer leased, long firstSequence, List<Lease> leases) {
        SessionConsumer consumer = (SessionConsumer) leased.owner();
        outbox.deliver(consumer.session().connection(), consumer.consumerId(), firstSequence, leases);
    }
}
