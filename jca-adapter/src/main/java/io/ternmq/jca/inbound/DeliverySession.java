package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.ConsumerControl;
import jakarta.jms.JMSException;
import jakarta.jms.Session;

/** One session of an activation with its consumer: messages that are delivered one after the other. Any thread. */
final class DeliverySession {

    private static final System.Logger LOG = System.getLogger(DeliverySession.class.getName());

    private final Session session;
    private final ConsumerControl control;
    private final EndpointDelivery delivery;

    DeliverySession(Session session, ConsumerControl control, EndpointDelivery delivery) {
        this.session = session;
        this.control = control;
        this.delivery = delivery;
    }

    /** Whether a message is being delivered. */
    boolean isBusy() {
        return delivery.isBusy();
    }

    /** Whether the caller is the bean to which it delivers. */
    boolean isDeliveringHere() {
        return delivery.isDeliveringHere();
    }

    /** How long nothing has been delivered, at the given moment of {@link System#nanoTime}. */
    long idleNs(long nowNs) {
        return delivery.isBusy() ? 0 : nowNs - delivery.idleSinceNs();
    }

    /** How many messages wait behind the one that is being delivered. */
    int waiting() {
        return control.waiting();
    }

    /** See {@link ConsumerControl#limit}. */
    void limit(int messages) throws JMSException {
        control.limit(messages);
    }

    /** See {@link ConsumerControl#giveBackWaiting}. */
    void giveBackWaiting() throws JMSException {
        control.giveBackWaiting();
    }

    /** Ends it alone; waits for a delivery that is running. */
    void close() {
        try {
            session.close();
        } catch (JMSException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "Closing a session: {0}", e.getMessage());
        } finally {
            delivery.release();
        }
    }

    /** Gives its endpoint back, when the connection is closed. */
    void release() {
        delivery.release();
    }
}
