package io.ternmq.broker.delivery.lease;

import java.util.List;

/**
 * What has to be appended for a settlement: nothing ({@code record} null), or the record together with copies of the dead
 * letters.
 *
 * @param group the group that decided, whose state the record changes; null when there is no record
 * @param record to be appended and then applied; null when nothing durable changes
 * @param deadLetters to be copied to the dead letter topic in the same commit group as the record
 * @param expired finished by the record because their time is over; whoever keeps them copies them in the same commit group
 */
public record SettleDecision(LeasedGroup group, SettleRecord record, List<DeadLetter> deadLetters, List<Lease> expired) {

    /** Nothing to append. */
    public static final SettleDecision NOTHING = new SettleDecision(null, null, List.of(), List.of());

    public SettleDecision {
        deadLetters = List.copyOf(deadLetters);
        expired = List.copyOf(expired);
    }
}
