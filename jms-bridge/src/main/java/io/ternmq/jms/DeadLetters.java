package io.ternmq.jms;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.session.TernAccess;
import io.ternmq.wire.jms.DeadLetterProperties;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends dead letters back to the queues that they come from. Each goes in a transaction of its own, so that it is never in both queues
 * or in none. It is a new message: with a new id, without the properties that say why it had died, and it does not expire.
 *
 * <p>Dead letters of subscriptions stay where they are: to send them to their topic again would reach the other subscriptions as
 * well. A connection of its own, to be closed; one thread.
 */
public final class DeadLetters implements AutoCloseable {
    private static final String DEAD_LETTER_PREFIX = "%DLQ%";
    private static final String QUEUE = "queue:";

    private final Connection connection;
    // One for all: what one session sends to a queue keeps its order.
    private final Session session;

    private DeadLetters(Connection connection) throws JMSException {
        this.connection = connection;
        this.session = connection.createSession(Session.SESSION_TRANSACTED);
    }

    /** Connects. */
    public static DeadLetters open(TernConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        try {
            connection.start();
            return new DeadLetters(connection);
        } catch (JMSException e) {
            connection.close();
            throw e;
        }
    }

    /** The dead letter queue of a queue, unless a consumer or the broker's settings name another one. */
    public static Queue of(Queue queue) throws JMSException {
        return new TernQueue(DEAD_LETTER_PREFIX + DestinationNames.queueGroup(DestinationNames.topicOf(queue.getQueueName())));
    }

    /**
     * What became of one dead letter.
     *
     * @param messageId   its JMSMessageID; null when there is no such dead letter
     * @param newId       JMSMessageID of the message that was sent; null when none was
     * @param destination name of the queue that it was sent to, or should have been; nullable
     * @param reason      why it was not sent, and is still a dead letter; null when it was
     */
    public record Result(String messageId, String newId, String destination, String reason) {
        /** Whether it is back in its queue. */
        public boolean isSent() {
            return reason == null;
        }
    }

    /**
     * Sends the oldest dead letters back; call it again for more, as fast as their consumers can take it.
     *
     * @param deadLetters the dead letter queue
     * @param maxCount    how many at most, at least 1
     * @return one for each, in their order; ends early with the first that cannot be sent
     */
    public List<Result> redrive(Queue deadLetters, int maxCount) throws JMSException {
        return redrive(deadLetters, null, maxCount);
    }

    /**
     * Sends the oldest dead letters back that a selector picks, by the message's own properties or by those that say why it had died:
     * {@code JMS_X_DLQ_EXCEPTION LIKE '%Timeout%' AND region = 'north'}.
     *
     * @param deadLetters the dead letter queue
     * @param selector    which of them; null for all
     * @param maxCount    how many at most, at least 1
     * @return one for each, in their order; ends early with the first that cannot be sent
     */
    public List<Result> redrive(Queue deadLetters, String selector, int maxCount) throws JMSException {
        if (maxCount < 1) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "maxCount: " + maxCount + " (expected: >= 1)", null);
        }
        List<Result> results = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(deadLetters, ofQueues(selector))) {
            Message message = consumer.receiveNoWait();
            while (message != null) {
                Result result = send(message);
                results.add(result);
                message = result.isSent() && results.size() < maxCount ? consumer.receiveNoWait() : null;
            }
        }
        return results;
    }

    private static String ofQueues(String selector) throws JMSException {
        TernAccess.requireSelector(selector);
        String ofQueues = DeadLetterProperties.ORIG_DESTINATION + " LIKE '" + QUEUE + "%'";
        return selector == null || selector.isBlank() ? ofQueues : ofQueues + " AND (" + selector + ")";
    }

    /**
     * Sends one dead letter back.
     *
     * @param messageId its JMSMessageID
     */
    public Result redrive(Queue deadLetters, String messageId) throws JMSException {
        if (messageId == null) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "message id: null (expected: a JMSMessageID)", null);
        }
        String selector = "JMSMessageID = '" + messageId.replace("'", "''") + "'";
        try (MessageConsumer consumer = session.createConsumer(deadLetters, selector)) {
            Message message = consumer.receiveNoWait();
            return message == null ? new Result(null, null, null, "there is no dead letter " + messageId) : send(message);
        }
    }

    private Result send(Message message) throws JMSException {
        String id = message.getJMSMessageID();
        String origin = message.getStringProperty(DeadLetterProperties.ORIG_DESTINATION);
        if (origin == null || !origin.startsWith(QUEUE)) {
            session.rollback();
            return new Result(id, null, origin, "it does not come from a queue");
        }
        String name = origin.substring(QUEUE.length());
        try (MessageProducer producer = session.createProducer(session.createQueue(name))) {
            removeReasons(message);
            producer.send(message, message.getJMSDeliveryMode(), message.getJMSPriority(), 0);
            session.commit();
            return new Result(id, message.getJMSMessageID(), name, null);
        } catch (JMSException e) {
            session.rollback();
            return new Result(id, null, name, e.getMessage());
        }
    }

    private static void removeReasons(Message message) throws JMSException {
        Map<String, Object> own = new LinkedHashMap<>();
        Enumeration<?> names = message.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            // JMSX names other than the group's are the provider's to set.
            boolean isProviders = name.startsWith("JMSX") && !name.startsWith("JMSXGroup");
            if (!isProviders && !DeadLetterProperties.isOne(name)) {
                own.put(name, message.getObjectProperty(name));
            }
        }
        message.clearProperties();
        for (Map.Entry<String, Object> property : own.entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
    }

    /** Closes the connection. */
    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
