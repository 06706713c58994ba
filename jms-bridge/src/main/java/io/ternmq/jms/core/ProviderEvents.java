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

    /** The broker took the consumer away. */
    void onDetached(long consumerId, String reason);

    /** The connection is gone and does not come back. Called at most once, and not after {@link Provider#close()}. */
    void onConnectionLost(JMSException cause);
}
