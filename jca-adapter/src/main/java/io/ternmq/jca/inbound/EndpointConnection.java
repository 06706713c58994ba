package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.ConsumerControl;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jca.inbound.FlowGate.Mode;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** The connection of an activation with its sessions and consumers. Opened once, closed once; any thread. */
final class EndpointConnection {

    /** Told once when the connection is lost. */
    @FunctionalInterface
    interface LossListener {
        void lost(EndpointConnection connection, JMSException cause);
    }

    private static final System.Logger LOG = System.getLogger(EndpointConnection.class.getName());

    private final EndpointContext context;
    private final ConsumerOpening opening;
    private final DeliveryParts parts;
    private final Connection connection;
    private final ConnectionSettings settings;
    private final LossListener listener;
    private final List<DeliverySession> sessions = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<JMSException> loss = new AtomicReference<>();
    // One change of the sessions, or of what flows to them, at a time; not held while deliveries are waited for.
    private final Object change = new Object();
    // That which gets the message that is tried after a pause, or null; written with change held.
    private volatile DeliverySession tried;
    private volatile boolean closed;

    private EndpointConnection(EndpointContext context, ConsumerOpening opening, DeliveryParts parts, Connection connection,
                               ConnectionSettings settings, LossListener listener) {
        this.context = context;
        this.opening = opening;
        this.parts = parts;
        this.connection = connection;
        this.settings = settings;
        this.listener = listener;
    }

    /** Connects and opens the first consumers; nothing is delivered before {@link #start()}. Blocks. */
    static EndpointConnection open(EndpointContext context, ConnectionSettings settings, ConsumerOpening opening, DeliveryParts parts,
                                   LossListener listener) throws JMSException {
        JmsProvider provider = context.broker().provider();
        Connection physical = parts.isTransacted() ? provider.xaConnectionFactory(settings).createXAConnection()
                : provider.connectionFactory(settings).createConnection();
        EndpointConnection opened = new EndpointConnection(context, opening, parts, physical, settings, listener);
        try {
            if (settings.clientId() != null && physical.getClientID() == null) {
                physical.setClientID(settings.clientId());
            }
            physical.setExceptionListener(opened::onLoss);
            opened.grow(opening.minCount());
            return opened;
        } catch (JMSException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private void onLoss(JMSException cause) {
        if (loss.compareAndSet(null, cause)) {
            listener.lost(this, cause);
        }
    }

    /** Opens so many more sessions. Blocks. */
    void grow(int count) throws JMSException {
        synchronized (change) {
            for (int i = 0; i < count && stopped.getCount() > 0; i++) {
                sessions.add(openSession());
            }
        }
    }

    private DeliverySession openSession() throws JMSException {
        XASession distributed = parts.isTransacted() ? createXaSession() : null;
        Session session = distributed != null ? distributed.getSession()
                : connection.createSession(opening.spec().acknowledgeModeOfSession());
        try {
            return consumeWith(session, distributed);
        } catch (JMSException | RuntimeException | Error e) {
            closeHalfOpen(distributed != null ? distributed : session);
            throw e;
        }
    }

    private DeliverySession consumeWith(Session session, XASession distributed) throws JMSException {
        JmsProvider provider = context.broker().provider();
        MessageConsumer consumer = opening.open(session);
        ConsumerControl control = provider.control(session, consumer);
        DeliveryResource resource = distributed == null ? null
                : new DeliveryResource(distributed.getXAResource(), control, context.beanName(), context.broker(), settings);
        EndpointDelivery delivery = new EndpointDelivery(context, parts, resource, stopped, this::onBroken);
        control.limit(parts.gate().mode() == Mode.OPEN ? Integer.MAX_VALUE : 0);
        control.listen(opening.maxMessages(), opening.timeoutMs(), delivery::deliver, context.beanName());
        return new DeliverySession(session, control, delivery);
    }

    private static void closeHalfOpen(Session session) {
        try {
            session.close();
        } catch (JMSException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "Closing a session that could not be opened: {0}", e.getMessage());
        }
    }

    private XASession createXaSession() throws JMSException {
        try {
            return ((XAConnection) connection).createXASession();
        } catch (JMSException e) {
            if (e.getErrorCode() != null && e.getErrorCode().startsWith("RMQ-")) {
                throw ConsumerOpening.withoutXa(e);
            }
            throw e;
        }
    }

    private void onBroken() {
        onLoss(AdapterError.UNKNOWN_END.jms("a session is in a transaction that nobody ends"));
    }

    /**
     * Lets flow what the gate says. Blocks.
     *
     * @throws JMSException when it failed for some of the sessions
     */
    void applyFlow() throws JMSException {
        JMSException failure = null;
        synchronized (change) {
            Mode mode = parts.gate().mode();
            tried = mode == Mode.TRIAL ? freeSession() : null;
            for (DeliverySession session : sessions) {
                try {
                    if (stopped.getCount() > 0) {
                        session.limit(mode == Mode.OPEN ? Integer.MAX_VALUE : session == tried ? 1 : 0);
                    }
                } catch (JMSException e) {
                    // The others must not go on meanwhile: what flows to them while nothing may pass comes again and again.
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** One that is not delivering; any when all are. Null when there is none. */
    private DeliverySession freeSession() {
        return sessions.stream().filter(session -> !session.isBusy()).findFirst()
                .orElseGet(() -> sessions.stream().findFirst().orElse(null));
    }

    /**
     * Whether the message that is to be tried cannot come where it was to come, since a delivery is not over there that began before, or the
     * session is gone; and can come elsewhere. {@link #applyFlow} lets it.
     */
    boolean isTrialStuck() {
        DeliverySession chosen = tried;
        boolean isChosenFree = chosen != null && sessions.contains(chosen) && !chosen.isBusy();
        // In this order: who tries the message says so before it is busy.
        return !isChosenFree && parts.gate().isTrialDue() && sessions.stream().anyMatch(session -> !session.isBusy());
    }

    /** Ends one session that is not needed. Blocks, but nobody else. */
    void shrink(DeliverySession session) {
        boolean isOurs;
        synchronized (change) {
            isOurs = stopped.getCount() > 0 && sessions.remove(session);
        }
        if (isOurs) {
            session.close();
        }
    }

    /** The sessions that there are now; a view that others may change. */
    List<DeliverySession> sessions() {
        return sessions;
    }

    ConsumerOpening opening() {
        return opening;
    }

    /** Why it was lost, or null; known before the listener is told, which may be while it is still being opened. */
    JMSException lossOrNull() {
        return loss.get();
    }

    void start() throws JMSException {
        connection.start();
    }

    /** Whether {@link #close()} has done all. */
    boolean isClosed() {
        return closed;
    }

    /**
     * Closes; waits for deliveries that are running, whoever closes first. A bean that closes it itself, by its own end, cannot wait for its
     * own delivery: then another thread closes, after that delivery.
     */
    void close() {
        if (sessions.stream().anyMatch(DeliverySession::isDeliveringHere)) {
            closeLater();
        } else {
            closeNow();
        }
    }

    /** No delivery begins any more; what still comes is given back. Waits for nothing. */
    void endDeliveries() {
        stopped.countDown();
    }

    /** Throws nothing: other connections are to be closed as well. */
    private synchronized void closeNow() {
        endDeliveries();
        holdBack();
        try {
            connection.close();
        } catch (JMSException | RuntimeException | Error e) {
            logNotClosed(e instanceof Error ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG, e);
        } finally {
            sessions.forEach(DeliverySession::release);
            closed = true;
        }
    }

    /** Sessions are closed one after the other, each when its delivery is over: what the last would get meanwhile is for others. */
    private void holdBack() {
        try {
            for (DeliverySession session : sessions) {
                session.limit(0);
            }
        } catch (JMSException | RuntimeException | Error e) {
            // Nor would the others have an answer. What comes is given back one by one.
            LOG.log(System.Logger.Level.DEBUG, "Holding messages back before closing: {0}", e.getMessage());
        }
    }

    private void logNotClosed(System.Logger.Level level, Throwable cause) {
        LOG.log(level, "A connection of " + context.name() + " is not closed in good order", cause);
    }

    /** Closes on another thread: one that brings bad news must not wait for the deliveries that it concerns. */
    void closeLater() {
        endDeliveries();
        try {
            context.workManager().scheduleWork(new CloseWork());
        } catch (WorkException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.INFO, "The server takes no work, so a thread of the adapter closes a connection of {0}: {1}",
                    context.name(), e.getMessage());
            closeOnOwnThread();
        }
    }

    /** Left open, it would go on to hold messages for a bean that is gone, and nobody knows it any more. */
    private void closeOnOwnThread() {
        try {
            Thread thread = new Thread(null, this::closeNow, "ternmq-jca-close", 0, false);
            thread.setDaemon(true);
            // Not the application's, which may be the caller: it must be possible to unload it.
            thread.setContextClassLoader(EndpointConnection.class.getClassLoader());
            thread.start();
        } catch (RuntimeException | Error e) {
            logNotClosed(System.Logger.Level.WARNING, e);
        }
    }

    private final class CloseWork implements Work {
        @Override
        public void run() {
            closeNow();
        }

        @Override
        public void release() {
            // Closing ends by itself.
        }
    }
}
