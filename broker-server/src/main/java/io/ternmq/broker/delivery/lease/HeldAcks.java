package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The acknowledgements of one transaction, over any number of groups. The messages stay held, whatever happens to the
 * consumer that received them, until {@link #commit} or {@link #rollback}. Engine thread.
 */
public final class HeldAcks {

    private final Map<LeasedGroup, List<Lease>> leases = new LinkedHashMap<>();
    private int count;

    /**
     * Moves leases from the consumer to this transaction; those that are settled already are passed over.
     *
     * @return how many are held now in addition
     * @throws UnknownSequenceException when a sequence was never given to this consumer
     */
    public int hold(LeasedGroup group, LeasedConsumer consumer, long fromSequence, long toSequence) {
        LeaseWindow window = SettleDraft.window(consumer, fromSequence, toSequence);
        List<Lease> held = leases.computeIfAbsent(group, key -> new ArrayList<>());
        int added = window.removeRange(fromSequence, toSequence, held::add);
        count += added;
        return added;
    }

    /** Takes over a message that is {@link LeasedGroup#lock locked}: for a prepared transaction that is to end. */
    public void take(LeasedGroup group, int queueId, long queueOffset, int earlierDeliveries) {
        leases.computeIfAbsent(group, key -> new ArrayList<>()).add(group.locked(queueId, queueOffset, earlierDeliveries));
        count++;
    }

    /** Takes over what another transaction holds, without taking it away there: only one of the two may be settled. */
    public void takeAll(HeldAcks other) {
        other.leases.forEach((group, held) -> leases.computeIfAbsent(group, key -> new ArrayList<>()).addAll(held));
        count += other.count;
    }

    /** The groups of which messages are held; unmodifiable, a copy. */
    public List<LeasedGroup> groups() {
        return leases.entrySet().stream().filter(entry -> !entry.getValue().isEmpty()).map(Map.Entry::getKey).toList();
    }

    /** The messages of one group that are held; unmodifiable. */
    public List<Lease> of(LeasedGroup group) {
        return List.copyOf(leases.getOrDefault(group, List.of()));
    }

    /** Leaves the messages of one group to somebody else: they stay locked. */
    public void leave(LeasedGroup group) {
        List<Lease> left = leases.remove(group);
        count -= left == null ? 0 : left.size();
    }

    /** How many messages are held. */
    public int count() {
        return count;
    }

    /**
     * Everything is consumed: one decision per group, to be appended in one commit group. This object has no use afterwards,
     * unless the append is refused: {@link #cancelCommit} makes it what it was.
     */
    public List<SettleDecision> commit() {
        return settleAll(Outcome.ACCEPT, ReleaseTerms.NOW);
    }

    /** The decisions of {@link #commit} could not be appended: everything is held again. */
    public void cancelCommit() {
        leases.forEach(LeasedGroup::decisionDropped);
    }

    /**
     * Everything is given back with a higher count, or becomes a dead letter.
     *
     * @param terms when it may be delivered again, and why it was given back
     */
    public List<SettleDecision> rollback(ReleaseTerms terms) {
        return settleAll(Outcome.RELEASE, terms);
    }

    private List<SettleDecision> settleAll(Outcome outcome, ReleaseTerms terms) {
        List<SettleDecision> decisions = new ArrayList<>(leases.size());
        leases.values().removeIf(List::isEmpty);
        leases.forEach((group, held) -> {
            SettleDraft draft = group.draft();
            held.forEach(lease -> draft.settle(lease, outcome, terms));
            SettleDecision decision = draft.build();
            if (decision.record() != null) {
                decisions.add(decision);
            }
        });
        return decisions;
    }
}
