package io.ternmq.jms.endtoend.xa;

import io.ternmq.jms.TernXAConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import javax.transaction.xa.XAResource;

/**
 * Consumes from queue {@code in}, sends to {@code out}, and writes into the ledger, each message in a transaction, until it is killed.
 * What sends is a branch of its own, as in servers that join none; the broker carries it by the branch that consumes, if it can.
 */
final class XaRelay implements Runnable {
    private static final long RECEIVE_TIMEOUT_MS = 500;

    private final TransactionManager manager;
    private final TernXAConnectionFactory factory;
    private final Ledger ledger;
    private final boolean isSenderFirst;

    /**
     * @param ledger        its own; others may write into the same folder
     * @param isSenderFirst whether the branch that sends is prepared before the one that consumes, and can be carried
     */
    XaRelay(TransactionManager manager, TernXAConnectionFactory factory, Ledger ledger, boolean isSenderFirst) {
        this.manager = manager;
        this.factory = factory;
        this.ledger = ledger;
        this.isSenderFirst = isSenderFirst;
    }

    @Override
    public void run() {
        while (true) {
            try (XAConnection consuming = factory.createXAConnection(); XAConnection sending = factory.createXAConnection()) {
                consuming.start();
                relay(consuming.createXASession(), sending.createXASession());
            } catch (JMSException | NotSupportedException | SystemException e) {
                System.out.println("connects again: " + e);
            }
        }
    }

    private void relay(XASession consuming, XASession sending) throws JMSException, NotSupportedException, SystemException {
        MessageConsumer consumer = consuming.createConsumer(consuming.createQueue("in"));
        MessageProducer producer = sending.createProducer(sending.createQueue("out"));
        XAResource consumed = new UnjoinedResource(consuming.getXAResource());
        XAResource sent = new UnjoinedResource(sending.getXAResource());
        while (true) {
            manager.begin();
            try {
                enlist(isSenderFirst ? sent : consumed);
                enlist(isSenderFirst ? consumed : sent);
                Message message = consumer.receive(RECEIVE_TIMEOUT_MS);
                if (message != null) {
                    enlist(ledger);
                    String text = message.getBody(String.class);
                    producer.send(sending.createTextMessage(text));
                    ledger.write(text);
                }
                manager.commit();
            } catch (JMSException | RollbackException | HeuristicMixedException | HeuristicRollbackException e) {
                // The message comes again, unless the transaction is in doubt: recovery ends that one.
                System.out.println("not committed: " + e);
            } finally {
                if (manager.getTransaction() != null) {
                    manager.rollback();
                }
            }
        }
    }

    private void enlist(XAResource resource) throws RollbackException, SystemException {
        if (!manager.getTransaction().enlistResource(resource)) {
            throw new RollbackException("cannot be enlisted: " + resource);
        }
    }
}
