package io.ternmq.jms.session;

import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.core.ConsumerCore;
import io.ternmq.jms.core.SessionCore;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.List;
import java.util.function.Consumer;

/** The way from a connection of the application to what this client offers beyond JMS. */
public final class TernAccess {
    private TernAccess() {
    }

    /** @throws IllegalArgumentException when the connection was not made by this client, or is wrapped by a container or a pool */
    public static ConnectionCore coreOf(Connection connection) {
        if (connection instanceof TernConnection ours) {
            return ours.core();
        }
        throw notOurs(connection);
    }

    /** The same for a context. */
    public static ConnectionCore coreOf(JMSContext context) throws JMSException {
        if (context instanceof TernContext ours) {
            return ours.connection().core();
        }
        throw notOurs(context);
    }

    /** The same for a consumer. */
    public static ConsumerCore coreOf(MessageConsumer consumer) {
        return ours(consumer).core();
    }

    /** The same for a session. */
    public static SessionCore coreOf(Session session) {
        if (session instanceof TernSession ours) {
            return ours.core();
        }
        throw notOurs(session);
    }

    /**
     * Sets a listener that takes several messages at a time.
     *
     * @param maxMessages 1 or more
     * @param timeoutMs   how long a batch that is not full waits for more
     * @param name        class of the application's listener, for people; nullable
     */
    public static void listen(MessageConsumer consumer, int maxMessages, long timeoutMs, Consumer<List<Message>> listener, String name)
            throws JMSException {
        ours(consumer).setBatchListener(maxMessages, timeoutMs, listener, name);
    }

    /** @throws jakarta.jms.InvalidSelectorException when it is none; null and blank stand for no selector */
    public static void requireSelector(String selector) throws JMSException {
        TernSession.requireSelector(TernSession.cleaned(selector));
    }

    private static TernConsumer ours(MessageConsumer consumer) {
        if (consumer instanceof TernConsumer ours) {
            return ours;
        }
        throw notOurs(consumer);
    }

    private static IllegalArgumentException notOurs(Object other) {
        return new IllegalArgumentException("connection: " + (other == null ? "null" : other.getClass().getName())
            + " (expected: one that was made by TernConnectionFactory, without a pool or container around it)");
    }
}
