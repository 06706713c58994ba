package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.Bodies;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;

/** Takes what is in a queue, outside of measured windows, and compares it with what was sent. */
final class Inbox {

    /** Silence after which nothing more is expected. */
    static final long IDLE_MS = 10_000;

    private Inbox() {
    }

    /** A listener that reads each message and enters it. What it throws fails the delivery, so it comes again and is seen. */
    static MessageListener enteringInto(Ledger ledger) {
        return message -> {
            try {
                enter(message, ledger);
            } catch (JMSException e) {
                throw new IllegalStateException("reading a message", e);
            }
        };
    }

    /** Reads a message and enters it. */
    static void enter(Message message, Ledger ledger) throws JMSException {
        ledger.arrived(Bodies.number(Outbox.body(message)));
    }

    /** Empties the queue and returns how many messages were lost or came twice. */
    static int drain(JmsTarget target, String queue, Ledger ledger) throws JMSException, InterruptedException {
        try (Connection connection = target.connect()) {
            Session session = connection.createSession(Session.DUPS_OK_ACKNOWLEDGE);
            session.createConsumer(session.createQueue(queue)).setMessageListener(enteringInto(ledger));
            connection.start();
            ledger.awaitAll(IDLE_MS);
        }
        return ledger.wrong() + left(target, queue);
    }

    /** What is still in a queue that should be empty. */
    static int left(JmsTarget target, String queue) throws JMSException {
        try (Connection connection = target.connect()) {
            connection.start();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            int count = 0;
            while (consumer.receiveNoWait() != null) {
                count++;
            }
            return count;
        }
    }
}
