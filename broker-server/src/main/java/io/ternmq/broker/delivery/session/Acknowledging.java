package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.Outcome;
import io.ternmq.broker.delivery.lease.ReleaseTerms;
import io.ternmq.broker.delivery.lease.UnknownSequenceException;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Settle;
import io.ternmq.wire.jms.Settlement;
import java.util.List;

/** What sessions say of the messages that were delivered to them: at once, or in a transaction. Engine thread. */
final class Acknowledging {

    private final Settlements settlements;
    private final Transactions transactions;
    private final Deliveries deliveries;
    private final TemporaryDestinations temporaries;

    Acknowledging(Settlements settlements, Transactions transactions, Deliveries deliveries, TemporaryDestinations temporaries) {
        this.settlements = settlements;
        this.transactions = transactions;
        this.deliveries = deliveries;
        this.temporaries = temporaries;
    }

    /** Settles; acknowledgements of a transaction are held. When an entry is refused, those before it count. */
    void settle(EngineContext engine, JmsSession session, Settle settle, List<Settlement> entries) {
        long notBeforeMs = settle.redeliveryDelayMs() > 0 ? engine.nowMs() + settle.redeliveryDelayMs() : 0;
        for (Settlement entry : entries) {
            if (session.isSettled(entry.consumerId())) {
                // Asked again: the consumer went when this took effect.
                continue;
            }
            SessionConsumer consumer = session.requireConsumer(entry.consumerId());
            Outcome outcome = Outcome.ofCode(entry.outcome().code());
            ReleaseTerms terms = outcome == Outcome.ACCEPT ? ReleaseTerms.NOW : new ReleaseTerms(consumer.rules(), engine.nowMs(),
                notBeforeMs, settle.extraDeliveries(), consumer.describe(), settle.cause());
            try {
                if (settle.transactionId() != 0 && outcome == Outcome.ACCEPT) {
                    transactions.hold(session, settle.transactionId(), consumer, entry, settle.redeliveryDelayMs());
                } else {
                    settlements.draft(consumer.group())
                        .settle(consumer.leased(), outcome, entry.firstSequence(), entry.lastSequence(), terms);
                }
            } catch (UnknownSequenceException e) {
                throw new RefusedException(JmsCodes.LEASE_LOST, e.getMessage());
            }
            onSettled(consumer, outcome, outcome == Outcome.RELEASE_CLEAN ? 0 : entry.lastSequence());
        }
    }

    private void onSettled(SessionConsumer consumer, Outcome outcome, long deliveredSequence) {
        consumer.delivered(deliveredSequence);
        boolean hasCreditAgain = consumer.topUp();
        consumer.dropWhenSettled();
        if (hasCreditAgain || outcome != Outcome.ACCEPT || consumer.group().waitsForAcceptance()) {
            deliveries.onChanged(consumer.group());
        } else {
            deliveries.onAccepted(consumer.group());
        }
        temporaries.onChanged(consumer.view().definition().topic());
    }

    /** Holds what a transaction acknowledges as it ends. When an entry is refused, those before it are held. */
    void hold(EngineContext engine, JmsSession session, long transactionId, long redeliveryDelayMs, List<Settlement> entries) {
        if (!entries.isEmpty()) {
            settle(engine, session, new Settle(session.epoch(), transactionId, redeliveryDelayMs, 0, FailureCause.NONE), entries);
        }
    }
}
