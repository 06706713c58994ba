package io.ternmq.jca.connection;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.function.Consumer;

/** What an activation needs of a consumer beyond Jakarta Messaging. Any thread. */
public interface ConsumerControl {

    /**
     * Sets the listener; what it throws is taken as a failed delivery of all that it was given.
     *
     * @param maxMessages messages in one call at most, 1 or more
     * @param timeoutMs   how long fewer wait for more
     * @param name        of the bean, which is noted beside messages that fail
     */
    void listen(int maxMessages, long timeoutMs, Consumer<List<Message>> listener, String name) throws JMSException;

    /** How many messages the consumer may hold from now on; 0 holds it back without ending a subscription. May wait for the broker. */
    void limit(int messages) throws JMSException;

    /** How many messages wait behind the one that is being processed. */
    int waiting();

    /** Gives these back, so that other consumers can have them. Waits for the broker. */
    void giveBackWaiting() throws JMSException;

    /** Says why the transaction is about to be rolled back that the consumer's session works in. */
    void explain(Throwable failure, String listener);
}
