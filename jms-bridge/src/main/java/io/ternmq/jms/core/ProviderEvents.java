package io.ternmq.jms.core;

import jakarta.jms.JMSException;
import java.util.List;

/** What a provider reports by itself. Called on its I/O thread, one call at a time; must not wait. */
public interface ProviderEvents {
    /**
     * Messages for a consumer.
     *
     * @param firstSequence of the first message; the others follow without gaps
     */
    void onDelivered(long consumerId, long firstSequence, List<InboundMessage> messages);

    /**
     * Messages for a consumer, see {@link #onDelivered(long, long, List)}.
     */
    record Arrival(long consumerId, long firstSequence, List<InboundMessage> messages) {
    }

    /** The same for several consumers at once, in this order. */
    default void onDelivered(List<Arrival> arrivals) {
        arrivals.forEach(arrival -> onDelivered(arrival.consumerId(), arrival.firstSequence(), arrival.messages()));
    }

    /** The broker took the consumer away. */
    void onDetached(long consumerId, String reason);

    /** The connection broke and is being repaired: what was asked is not lost, and what is asked now waits. */
    default void onInterrupted(JMSException cause) {
        // nothing to do but wait
    }

    /** It stands again. */
    default void onResumed() {
        // whoever waits goes on
    }

    /**
     * The broker has ended the session, while the connection was broken, and there is a new one, of which nothing has been made use
     * yet. Whatever the old one held is the broker's again: consumers have to be attached under new ids, transactions are rolled back.
     * Called before {@link #onResumed}; what is asked meanwhile belongs to the new session.
     *
     * @return the highest transaction id that may have been used in the old session
     */
    default long onRenewed() {
        return 0;
    }

    /** The connection is gone and does not come back. Called at most once, and not after {@link Provider#close()}. */
    void onConnectionLost(JMSException cause);
}
