package io.ternmq.jms.session;

import io.ternmq.jms.core.Forwarding;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.SessionCore;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.message.Destinations;
import io.ternmq.wire.jms.Attach.Subscription;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;

/** Feeds an application server's pool of sessions (Messaging 3.1 §9.1). Any thread. */
final class TernConnectionConsumer implements ConnectionConsumer {
    private final ServerSessionPool pool;
    private final Forwarding forwarding;
    private volatile boolean isClosed;

    private TernConnectionConsumer(ServerSessionPool pool, Forwarding forwarding) {
        this.pool = pool;
        this.forwarding = forwarding;
    }

    static ConnectionConsumer open(TernConnection connection, Destination destination, Subscription subscription, String selector,
            ServerSessionPool pool, int maxMessages) throws JMSException {
        connection.core().requireOpen();
        connection.used();
        TernDestination source = Destinations.require(destination);
        if (pool == null || maxMessages < 1) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, pool == null ? "server session pool: null (expected: one)"
                : "maxMessages: " + maxMessages + " (expected: at least 1)", null);
        }
        if (subscription.isDurable()) {
            Temporaries.requireLasting(source);
        }
        String cleanSelector = TernSession.cleaned(selector);
        TernSession.requireSelector(cleanSelector);
        Subscription effective = source.getConsumerGroup() == null ? subscription : Subscription.group(source.getConsumerGroup());
        return new TernConnectionConsumer(pool, Forwarding.open(connection.core(), source, effective, cleanSelector,
            () -> new Worker(pool.getServerSession()), maxMessages));
    }

    private record Worker(ServerSession server) implements Forwarding.Worker {
        @Override
        public SessionCore session() throws JMSException {
            Session session = server.getSession();
            if (session instanceof TernSession ours) {
                return ours.core();
            }
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "The server session's session is a "
                + (session == null ? null : session.getClass().getName()) + " (expected: one that this connection has made)", null);
        }

        @Override
        public void start() throws JMSException {
            server.start();
        }
    }

    @Override
    public ServerSessionPool getServerSessionPool() throws JMSException {
        if (isClosed) {
            throw JmsErrors.illegalState("The connection consumer is closed");
        }
        return pool;
    }

    @Override
    public void close() throws JMSException {
        isClosed = true;
        forwarding.close();
    }
}
