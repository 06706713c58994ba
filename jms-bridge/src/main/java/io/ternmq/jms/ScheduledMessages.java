package io.ternmq.jms;

import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.session.TernAccess;
import io.ternmq.wire.jms.ListScheduled;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.List;

/**
 * Messages that were sent with a delivery delay and still wait: listing them, and taking one back.
 *
 * <pre>
 * ScheduledMessages scheduled = ScheduledMessages.of(connection);
 * boolean isTakenBack = scheduled.cancel(queue, message.getJMSMessageID());
 * </pre>
 *
 * Any thread; lives as long as its connection.
 */
public final class ScheduledMessages {
    /** Longest page. */
    public static final int MAX_PAGE = ListScheduled.MAX_COUNT;

    private static final String ID_PREFIX = "ID:";

    private final ConnectionCore connection;

    private ScheduledMessages(ConnectionCore connection) {
        this.connection = connection;
    }

    /** @throws IllegalArgumentException when the connection is not one of {@link TernConnectionFactory} */
    public static ScheduledMessages of(Connection connection) {
        return new ScheduledMessages(TernAccess.coreOf(connection));
    }

    /**
     * For a context.
     *
     * @throws IllegalArgumentException when it is not one of {@link TernConnectionFactory}
     */
    public static ScheduledMessages of(JMSContext context) throws JMSException {
        return new ScheduledMessages(TernAccess.coreOf(context));
    }

    /**
     * A message that waits.
     *
     * @param messageId      JMSMessageID; null for a message without one
     * @param deliveryTimeMs when it will be delivered, by the broker's clock
     * @param timestampMs    when it was sent, by the sender's clock
     * @param bodyBytes      length of its body
     */
    public record Entry(String messageId, long deliveryTimeMs, long timestampMs, int bodyBytes) {
    }

    /**
     * A part of the list.
     *
     * @param entries in the order of their sending
     * @param next    where the next page begins; 0 when this is the last one
     */
    public record Page(List<Entry> entries, long next) {
        /** Whether there is nothing behind it. */
        public boolean isLast() {
            return next == 0;
        }
    }

    /** The first messages that wait for a queue or topic; at most {@code maxCount}, from 1 to {@link #MAX_PAGE}. */
    public Page list(Destination destination, int maxCount) throws JMSException {
        return list(destination, maxCount, 0);
    }

    /**
     * The messages behind another page.
     *
     * @param next of the page before
     */
    public Page list(Destination destination, int maxCount, long next) throws JMSException {
        if (maxCount < 1 || maxCount > MAX_PAGE || next < 0) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "maxCount: " + maxCount + ", next: " + next + " (expected: 1 to " + MAX_PAGE
                + ", >= 0)", null);
        }
        TernDestination target = require(destination);
        ListScheduled.Page page = connection.onScheduled(care -> care.list(target, next, maxCount), "Listing scheduled messages");
        return new Page(page.entries().stream().map(ScheduledMessages::entry).toList(), page.next());
    }

    private static Entry entry(ListScheduled.Entry entry) {
        String id = entry.messageId().isEmpty() ? null : ID_PREFIX + entry.messageId();
        return new Entry(id, entry.deliveryTimeMs(), entry.timestampMs(), entry.bodyBytes());
    }

    /**
     * Takes a message back. When this returns true it will never be delivered, whatever happens to the broker.
     *
     * @param destination where it was sent to
     * @param messageId   its JMSMessageID
     * @return false when no such message waits there: it came too late, or the message was taken back before
     */
    public boolean cancel(Destination destination, String messageId) throws JMSException {
        if (messageId == null || !messageId.startsWith(ID_PREFIX)) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "message id: " + messageId + " (expected: a JMSMessageID)", null);
        }
        TernDestination target = require(destination);
        return connection.onScheduled(care -> care.cancel(target, messageId.substring(ID_PREFIX.length())),
            "Cancelling a scheduled message");
    }

    private static TernDestination require(Destination destination) throws JMSException {
        if (destination instanceof TernDestination ours) {
            return ours;
        }
        throw new InvalidDestinationException("destination: " + destination + " (expected: a queue or topic of this client)",
            JmsErrors.INVALID_ARGUMENT);
    }
}
