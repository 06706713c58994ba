package io.ternmq.broker.delivery.lease;

import io.ternmq.broker.delivery.lease.SettleRecord.QueueSettlement;
import io.ternmq.broker.delivery.lease.SettleRecord.Reason;
import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Collects the settlements of one engine action for one group and turns them into one record. Used once, on the engine thread,
 * within that action.
 */
public final class SettleDraft {

    private static final class QueueDraft {
        private final OffsetSet finished = new OffsetSet();
        private final TreeMap<Long, Release> released = new TreeMap<>();
    }

    /** Histories in one record; whoever gives back more at once has one cause for all. */
    private static final int MAX_HISTORIES = 300;

    private final LeasedGroup group;
    private final boolean isSubscription;
    private final TreeMap<Integer, QueueDraft> queues = new TreeMap<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<Lease> expired = new ArrayList<>();
    private int historyCount;

    SettleDraft(LeasedGroup group) {
        this.group = group;
        this.isSubscription = group.progress().kind() == ViewKind.SUBSCRIPTION;
    }

    /** The group that is settled. */
    public LeasedGroup group() {
        return group;
    }

    /**
     * Settles a range of a consumer's sequences. Those that are settled already are passed over, so that a repeated request is
     * harmless.
     *
     * @param fromSequence first sequence, at least 1
     * @param toSequence last sequence, inclusive
     * @param terms for {@link Outcome#RELEASE} and {@link Outcome#REJECT}
     * @return how many were settled now
     * @throws UnknownSequenceException when a sequence was never given to this consumer
     */
    public int settle(LeasedConsumer consumer, Outcome outcome, long fromSequence, long toSequence, ReleaseTerms terms) {
        return window(consumer, fromSequence, toSequence).removeRange(fromSequence, toSequence, lease -> settle(lease, outcome, terms));
    }

    static LeaseWindow window(LeasedConsumer consumer, long fromSequence, long toSequence) {
        LeaseWindow window = consumer.window();
        if (fromSequence < 1 || toSequence >= window.nextSequence()) {
            throw new UnknownSequenceException("sequences " + fromSequence + " to " + toSequence + " (expected: 1 to "
                + (window.nextSequence() - 1) + ")");
        }
        return window;
    }

    void settle(Lease lease, Outcome outcome, ReleaseTerms terms) {
        switch (outcome) {
            case ACCEPT -> finish(lease);
            case RELEASE -> release(lease, terms);
            case RELEASE_CLEAN -> group.giveBackClean(lease);
            case REJECT -> reject(lease, terms);
            case EXPIRE -> group.expire(lease);
        }
    }

    /** The message's time is over. Not to be mixed with settlements of another kind in one draft. */
    void expire(Lease lease) {
        finish(lease);
        expired.add(lease);
    }

    private void finish(Lease lease) {
        queue(lease).finished.add(lease.queueOffset());
        if (isSubscription) {
            group.holds(lease.queueId()).owed().remove(lease.queueOffset());
        }
    }

    private void release(Lease lease, ReleaseTerms terms) {
        RedeliveryRules rules = group.rules(lease, terms.rules());
        int deliveries = deliveries(lease, terms);
        if (rules.isExhausted(deliveries) && rules.giveUp() != RedeliveryRules.GiveUp.BLOCK) {
            if (rules.giveUp() == RedeliveryRules.GiveUp.DEAD_LETTER) {
                bury(lease, deliveries, rules, terms, false);
            } else {
                finish(lease);
            }
            return;
        }
        long delayMs = rules.delayMs(deliveries, lease.position() + deliveries);
        long notBeforeMs = terms.notBeforeMs() == 0 && delayMs > 0 ? terms.nowMs() + delayMs : terms.notBeforeMs();
        FailureHistory history = historyCount++ < MAX_HISTORIES ? history(lease, deliveries, terms) : FailureHistory.NONE;
        queue(lease).released.put(lease.queueOffset(), new Release(lease.queueOffset(), deliveries, notBeforeMs, history));
    }

    private FailureHistory history(Lease lease, int deliveries, ReleaseTerms terms) {
        return group.progress().queue(lease.queueId()).history(lease.queueOffset()).plus(terms.attempt(deliveries));
    }

    // A consumer may say anything, and block a message for long: what it sums up to must stay a count, here and one delivery later.
    private static int deliveries(Lease lease, ReleaseTerms terms) {
        return (int) Math.min(Integer.MAX_VALUE - 1L, lease.earlierDeliveries() + 1L + terms.extraDeliveries());
    }

    private void reject(Lease lease, ReleaseTerms terms) {
        if (group.canBeBuried(lease)) {
            RedeliveryRules rules = terms.rules() == null ? group.rules() : terms.rules();
            bury(lease, deliveries(lease, terms), rules, terms, true);
        } else {
            release(lease, terms);
        }
    }

    private void bury(Lease lease, int deliveries, RedeliveryRules rules, ReleaseTerms terms, boolean isRejected) {
        finish(lease);
        deadLetters.add(new DeadLetter(lease, deliveries, isRejected, rules.deadLetterTopic(), terms.cause(),
            history(lease, deliveries, terms)));
    }

    private QueueDraft queue(Lease lease) {
        QueueDraft queue = queues.get(lease.queueId());
        if (queue == null) {
            queue = new QueueDraft();
            queues.put(lease.queueId(), queue);
        }
        return queue;
    }

    /** What has to be appended. The draft must not be used afterwards. */
    public SettleDecision build() {
        if (queues.isEmpty()) {
            return SettleDecision.NOTHING;
        }
        List<QueueSettlement> settlements = new ArrayList<>(queues.size());
        queues.forEach((queueId, queue) -> settlements.add(settlement(queueId, queue)));
        group.recordDecided();
        GroupProgress progress = group.progress();
        Reason reason = expired.isEmpty() ? Reason.SETTLED : Reason.EXPIRED;
        return new SettleDecision(group, new SettleRecord(progress.group(), progress.topic(), reason, settlements), deadLetters,
            expired);
    }

    private QueueSettlement settlement(int queueId, QueueDraft queue) {
        return new QueueSettlement(queueId, group.markToRecord(queueId), queue.finished.bounds(), List.copyOf(queue.released.values()));
    }
}
