package io.ternmq.jca.outbound;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The server's handle of a pooled connection: what {@code getConnection} gives out. Sessions hold one at a time and fetch another when
 * the server has taken it back, as servers do at the end of a method, so that a session kept in a field stays usable.
 */
final class PooledHandle {

    private static final System.Logger LOG = System.getLogger(PooledHandle.class.getName());

    private final List<MessageConsumer> consumers = new CopyOnWriteArrayList<>();
    private volatile TernManagedConnection managed;

    PooledHandle(TernManagedConnection managed) {
        this.managed = managed;
    }

    /** The pooled connection, or null when the server has taken it back. */
    TernManagedConnection managedOrNull() {
        return managed;
    }

    /** Remembers a consumer that must be closed when the connection goes back. */
    void opened(MessageConsumer consumer) {
        consumers.add(consumer);
    }

    /** Closes a consumer, unless that was done already when the connection went back. */
    void close(MessageConsumer consumer) throws JMSException {
        if (consumers.remove(consumer)) {
            consumer.close();
        }
    }

    /** The server moves this handle to another pooled connection. */
    void moveTo(TernManagedConnection other) {
        TernManagedConnection before = managed;
        if (before != null) {
            before.detach(this);
        }
        closeConsumers();
        managed = other;
    }

    /** The pooled connection goes back to its pool, or is gone. */
    void invalidate() {
        closeConsumers();
        managed = null;
    }

    /** The application needs it no longer. */
    void close() {
        TernManagedConnection open = managed;
        if (open != null) {
            invalidate();
            open.closed(this);
        }
    }

    private void closeConsumers() {
        for (MessageConsumer consumer : consumers) {
            try {
                consumer.close();
            } catch (JMSException e) {
                LOG.log(System.Logger.Level.DEBUG, "Closing a consumer: {0}", e.getMessage());
            }
        }
        consumers.clear();
    }
}
