package io.ternmq.broker.delivery.lease;

import java.util.List;

/** Takes what a dispatch round has leased to one consumer. Engine thread. */
@FunctionalInterface
public interface DispatchSink {

    /**
     * Messages for one consumer, called at most once per consumer and round.
     *
     * @param consumer who holds them now
     * @param firstSequence sequence of the first lease; the others follow without gaps
     * @param leases at least one, in delivery order
     */
    void deliver(LeasedConsumer consumer, long firstSequence, List<Lease> leases);
}
