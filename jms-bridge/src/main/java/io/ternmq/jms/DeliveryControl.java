package io.ternmq.jms;

import io.ternmq.jms.core.ConsumerCore;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.core.UnseenMessageException;
import io.ternmq.jms.session.TernAccess;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.List;
import java.util.function.Consumer;

/**
 * For application servers and frameworks: what they need beyond Jakarta Messaging of a consumer that feeds an application's listener.
 * Any thread; lives as long as the consumer.
 */
public final class DeliveryControl {
    private final SessionCore session;
    private final MessageConsumer consumer;
    private final ConsumerCore core;

    private DeliveryControl(SessionCore session, MessageConsumer consumer, ConsumerCore core) {
        this.session = session;
        this.consumer = consumer;
        this.core = core;
    }

    /**
     * Of a consumer of a session.
     *
     * @throws IllegalArgumentException when they are not of {@link TernConnectionFactory}
     */
    public static DeliveryControl of(Session session, MessageConsumer consumer) {
        return new DeliveryControl(TernAccess.coreOf(session), consumer, TernAccess.coreOf(consumer));
    }

    /**
     * Looks through a selector without connecting.
     *
     * @param selector null or blank for none
     * @throws InvalidSelectorException when it is none; says where and why
     */
    public static void requireSelector(String selector) throws JMSException {
        TernAccess.requireSelector(selector);
    }

    /**
     * To be thrown by a listener that could not hand its message, or batch, to the application: it goes back as if it had never come, with
     * what waits behind it in the session, so that it comes again before that; and the delivery is not counted.
     *
     * @param cause what kept it from being handed over
     */
    public static RuntimeException notSeen(Throwable cause) {
        return new UnseenMessageException(cause);
    }

    /**
     * Sets a listener that takes several messages in one call; what it throws is taken as a failed delivery of all of them. The
     * {@code prefetch} of the connection factory should not be less than {@code maxMessages}.
     *
     * @param maxMessages messages in one call at most, 1 or more
     * @param timeoutMs   how long a batch that is not full waits for more, from its first message on; 0 or more
     * @param name        class of the application's listener, which is noted beside messages that fail; nullable
     */
    public void listen(int maxMessages, long timeoutMs, Consumer<List<Message>> listener, String name) throws JMSException {
        TernAccess.listen(consumer, maxMessages, timeoutMs, listener, name);
    }

    /**
     * How many messages the consumer may hold from now on, the factory's {@code prefetch} at most. 0 pauses it, without ending a
     * subscription. When it becomes fewer, messages that the application has not seen go back to the broker, which gives them to others;
     * waits for that.
     *
     * @param messages 0 or more
     */
    public void limit(int messages) throws JMSException {
        core.limit(messages);
    }

    /** How many messages wait here behind the one that the listener is processing. */
    public int waiting() {
        return core.waiting();
    }

    /** Gives these back, so that other consumers can have them; waits for the broker. More may come at once. */
    public void giveBackWaiting() throws JMSException {
        core.giveBackWaiting();
    }

    /**
     * Says why the branch of a distributed transaction is about to be rolled back in which the session works, or has worked last: as with
     * an exception of a listener, the broker keeps it with the messages that it delivers again or gives up.
     *
     * @param listener class or name of the application's listener, nullable
     */
    public void explain(Throwable failure, String listener) {
        session.branches().explain(failure, listener);
    }
}
