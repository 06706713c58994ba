package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.DriverException;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;

/** Fills a queue before something is measured. */
final class Filler {

    private static final int IN_FLIGHT = 512;

    /** What is done to the message of a number before it is sent. */
    @FunctionalInterface
    interface Marking {
        void mark(Message message, int number) throws JMSException;
    }

    private Filler() {
    }

    /** Sends so many messages, and returns when all are safe. */
    static void fill(JmsTarget target, String queue, Ledger ledger, int count, int sizeBytes)
            throws JMSException, InterruptedException, DriverException {
        fill(target, queue, ledger, count, sizeBytes, (message, number) -> { });
    }

    /** The same with marked messages. */
    static void fill(JmsTarget target, String queue, Ledger ledger, int count, int sizeBytes, Marking marking)
            throws JMSException, InterruptedException, DriverException {
        Outbox outbox = new Outbox(sizeBytes, ledger);
        try (Connection connection = target.connectCompleting()) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            CompletedSends sends = new CompletedSends(session.createProducer(session.createQueue(queue)), IN_FLIGHT, latencyNs -> { });
            for (int sent = 0; sent < count; sent++) {
                int number = ledger.next();
                Message message = outbox.message(session, System.nanoTime(), number);
                marking.mark(message, number);
                sends.send(message, System.nanoTime());
            }
            sends.await();
        }
    }
}
