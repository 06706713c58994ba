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

/** Consumes from queue {@code in}, sends to {@code out}, and writes into the ledger, each message in a transaction, until it is killed. */
final class XaRelay implements Runnable {
    private static final long RECEIVE_TIMEOUT_MS = 500;

    private final TransactionManager manager;
    private final TernXAConnectionFactory factory;
    private final Ledger ledger;

    /**
     * @param ledger its own; others may write into the same folder
     */
    XaRelay(TransactionManager manager, TernXAConnectionFactory factory, Ledger ledger) {
        this.manager = manager;
        this.factory = factory;
        this.ledger = ledger;
    }

    @Override
    public void run() {
        while (true) {
            try (XAConnection connection = factory.createXAConnection()) {
                connection.start();
                relay(connection.createXASession());
            } catch (JMSException | NotSupportedException | SystemException e) {
                System.out.println("connects again: " + e);
            }
        }
    }

    private void relay(XASession session) throws JMSException, NotSupportedException, SystemException {
        MessageConsumer consumer = session.createConsumer(session.createQueue("in"));
        MessageProducer producer = session.createProducer(session.createQueue("out"));
        while (true) {
            manager.begin();
            try {
                enlist(session.getXAResource());
                Message message = consumer.receive(RECEIVE_TIMEOUT_MS);
                if (message != null) {
                    enlist(ledger);
                    String text = message.getBody(String.class);
                    producer.send(session.createTextMessage(text));
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
