package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import java.util.ArrayList;
import java.util.List;
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
    private final Connection connection;
    private final List<EndpointDelivery> deliveries = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<JMSException> loss = new AtomicReference<>();
    private volatile boolean closed;

    private EndpointConnection(EndpointContext context, Connection connection) {
        this.context = context;
        this.connection = connection;
    }

    /** Connects and opens the consumers; nothing is delivered before {@link #start()}. Blocks. */
    static EndpointConnection open(EndpointContext context, JmsProvider provider, ConnectionSettings settings,
                                   ConsumerOpening opening, LossListener listener) throws JMSException {
        Connection physical = provider.connectionFactory(settings).createConnection();
        EndpointConnection opened = new EndpointConnection(context, physical);
        try {
            if (settings.clientId() != null && physical.getClientID() == null) {
                physical.setClientID(settings.clientId());
            }
            physical.setExceptionListener(cause -> {
                if (opened.loss.compareAndSet(null, cause)) {
                    listener.lost(opened, cause);
                }
            });
            for (int i = 0; i < opening.count(); i++) {
                opened.addConsumer(opening);
            }
            return opened;
        } catch (JMSException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void addConsumer(ConsumerOpening opening) throws JMSException {
        Session session = connection.createSession(opening.spec().acknowledgeModeOfSession());
        EndpointDelivery delivery = new EndpointDelivery(context, stopped);
        deliveries.add(delivery);
        MessageConsumer consumer = opening.open(session);
        consumer.setMessageListener(delivery);
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

    /** Closes; waits for deliveries that are running, whoever closes first. */
    synchronized void close() {
        stopped.countDown();
        try {
            connection.close();
        } catch (JMSException e) {
            LOG.log(System.Logger.Level.DEBUG, "Closing a connection: {0}", e.getMessage());
        }
        deliveries.forEach(EndpointDelivery::release);
        closed = true;
    }

    /** Closes on another thread: one that brings bad news must not wait for the deliveries that it concerns. */
    void closeLater() {
        stopped.countDown();
        try {
            context.workManager().scheduleWork(new CloseWork());
        } catch (WorkException e) {
            LOG.log(System.Logger.Level.WARNING, "A lost connection is not closed in good order: {0}", e.getMessage());
        }
    }

    private final class CloseWork implements Work {
        @Override
        public void run() {
            close();
        }

        @Override
        public void release() {
            // Closing ends by itself.
        }
    }
}
