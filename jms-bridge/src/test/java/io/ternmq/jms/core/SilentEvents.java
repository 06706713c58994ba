package io.ternmq.jms.core;

import jakarta.jms.JMSException;
import java.util.List;

/** For tests in which nobody listens to a provider. */
public class SilentEvents implements ProviderEvents {
    @Override
    public void onDelivered(long consumerId, long firstSequence, List<InboundMessage> messages) {
        // not looked at
    }

    @Override
    public void onDetached(long consumerId, String reason) {
        // not looked at
    }

    @Override
    public void onConnectionLost(JMSException cause) {
        // not looked at
    }
}
