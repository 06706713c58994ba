package io.ternmq.servers.app;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;

/** Sends of an application, in a transaction of its own or without one. */
record Sends(ConnectionFactory factory, Queue messages, UserTransaction transaction) {

    /**
     * Sends a text.
     *
     * @param end   none, committed or rolledBack
     * @param queue name at the broker; null for {@code messages}
     */
    void send(String end, String queue, String text) {
        try {
            switch (end) {
                case "none" -> send(queue, text);
                case "committed" -> {
                    transaction.begin();
                    send(queue, text);
                    transaction.commit();
                }
                case "rolledBack" -> {
                    transaction.begin();
                    send(queue, text);
                    transaction.rollback();
                }
                default -> throw new IllegalArgumentException("transaction: " + end);
            }
        } catch (NotSupportedException | SystemException | RollbackException | HeuristicMixedException | HeuristicRollbackException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(String queue, String text) {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue == null ? messages : context.createQueue(queue), text);
        }
    }
}
