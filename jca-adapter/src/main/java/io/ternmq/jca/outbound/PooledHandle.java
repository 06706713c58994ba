package io.ternmq.jca.outbound;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The server's handle of a pooled connection: what {@code getConnection} gives out. A session holds one at a time. When the server has
 * taken the connection back, as servers do at the end of a method, it asks for the handle to be put on another, or fetches another
 * handle, so that a session kept in a field stays usable and holds no connection between uses.
 *
 * <pre>
 *   associated --dissociate--> inactive --moveTo--> associated
 *   associated | inactive --invalidate | close--> void
 * </pre>
 */
public final class PooledHandle implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PooledHandle.class.getName());

    private final List<MessageConsumer> consumers = new CopyOnWriteArrayList<>();
    private volatile TernManagedConnection managed;
    private volatile boolean isInactive;

    PooledHandle(TernManagedConnection managed) {
        this.managed = managed;
    }

    /** The pooled connection, or null when the server has taken it back. */
    TernManagedConnection managedOrNull() {
        return managed;
    }

    /** Whether the server has taken the connection away and may put this handle on another. */
    boolean isInactive() {
        return isInactive;
    }

    /** Whether a consumer that was opened through this handle is still open. */
    boolean holds(MessageConsumer consumer) {
        return consumers.contains(consumer);
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
        isInactive = false;
    }

    /** The pooled connection serves others now; this handle may come back. */
    void dissociate() {
        invalidate();
        isInactive = true;
    }

    /** The pooled connection goes back to its pool, or is gone. */
    void invalidate() {
        closeConsumers();
        managed = null;
        isInactive = false;
    }

    /** The application needs it no longer; or forgot to say so, and the server does. Public, with its class: servers call it by name. */
    @Override
    public void close() {
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
