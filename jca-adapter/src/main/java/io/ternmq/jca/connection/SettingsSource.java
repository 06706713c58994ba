package io.ternmq.jca.connection;

import jakarta.jms.JMSException;

/** A connection factory that can tell where it connects to, for activations that name one instead of an address. Any thread. */
public interface SettingsSource {

    /**
     * Its own settings, over those of its resource adapter.
     *
     * @throws JMSException when they are wrong
     */
    ConnectionSettings settings() throws JMSException;
}
