package io.ternmq.jms.session;

import io.ternmq.jms.core.ConnectionCore;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;

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

    private static IllegalArgumentException notOurs(Object other) {
        return new IllegalArgumentException("connection: " + (other == null ? "null" : other.getClass().getName())
            + " (expected: one that was made by TernConnectionFactory, without a pool or container around it)");
    }
}
