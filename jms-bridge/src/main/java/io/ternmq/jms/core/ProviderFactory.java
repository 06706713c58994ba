package io.ternmq.jms.core;

import jakarta.jms.JMSException;

/** Makes connections to a broker. */
@FunctionalInterface
public interface ProviderFactory {
    /**
     * Connects, waiting for the broker's answer.
     *
     * @param clientId JMS client id, nullable
     * @param events   told of everything from then on, possibly before this method returns
     * @throws JMSException when no broker answers, or it refuses
     */
    Provider connect(String clientId, ProviderEvents events) throws JMSException;
}
