package io.ternmq.broker.delivery.view;

import io.ternmq.broker.delivery.lease.DeadLetter;
import io.ternmq.broker.delivery.lease.FailureHistory;
import io.ternmq.broker.delivery.lease.GroupProgress;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.lease.ViewKind;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.DeadLetterProperties;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.message.MessageIds;
import io.ternmq.wire.message.MessageProperties;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Copies of messages that a group gives up, or whose time is over. A copy is the message itself with properties that say where it
 * comes from and why it is there ({@link DeadLetterProperties}). Engine thread.
 */
public final class DeadLetterCopies {

    private static final String PREFIX = "%DLQ%";

    /** Room for a longer name of the topic. */
    private static final int TOPIC_BYTES = 512;

    private final LogReader log;
    private final int maxCopyBytes;

    /**
     * @param log where the messages are read from
     * @param maxCopyBytes longest copy that can be stored
     */
    public DeadLetterCopies(LogReader log, int maxCopyBytes) {
        this.log = log;
        this.maxCopyBytes = maxCopyBytes;
    }

    /** The longest message of which a copy can be stored. */
    public int maxMessageBytes() {
        return maxCopyBytes - TOPIC_BYTES;
    }

    /** The topic of a group's own dead letters. */
    static String topicOf(String group) {
        return PREFIX + group;
    }

    /** Whether a topic is a group's own dead letter topic. */
    static boolean isDeadLetterTopic(String topic) {
        return topic.startsWith(PREFIX);
    }

    /**
     * The copy of a message that is given up.
     *
     * @param group who gives it up
     * @return null when retention has removed the message
     */
    public NewMessage copy(GroupProgress group, DeadLetter letter) {
        ExplainedCopy copy = read(letter.lease());
        if (copy == null) {
            return null;
        }
        String reason =
            letter.isRejected() ? DeadLetterProperties.REASON_REJECTED : DeadLetterProperties.REASON_MAX_DELIVERIES;
        explainOrigin(copy, group, letter.lease(), reason);
        FailureCause cause = letter.cause();
        List<FailureHistory.Attempt> attempts = letter.history().attempts();
        copy.explain(DeadLetterProperties.ATTEMPTS, letter.deliveries())
            .explain(DeadLetterProperties.FIRST_TIME, letter.history().firstMs())
            .explain(DeadLetterProperties.LAST_TIME, attempts.get(attempts.size() - 1).timeMs())
            .explain(DeadLetterProperties.EXCEPTION, cause.exception())
            .explain(DeadLetterProperties.EXCEPTION_MESSAGE, cause.message())
            .explain(DeadLetterProperties.LISTENER, cause.listener())
            .explain(DeadLetterProperties.HISTORY, history(attempts))
            .explain(DeadLetterProperties.STACK, cause.stack());
        return copy.to(letter.topic() == null ? topicOf(group.group()) : letter.topic(), letter.deliveries() - 1, maxCopyBytes);
    }

    private static String history(List<FailureHistory.Attempt> attempts) {
        return attempts.stream().map(attempt -> "delivery " + attempt.delivery() + ", " + Instant.ofEpochMilli(attempt.timeMs())
            + (attempt.client().isEmpty() ? "" : ", " + attempt.client())
            + (attempt.cause().isEmpty() ? "" : ": " + attempt.cause().replace('\n', ' '))).collect(Collectors.joining("\n"));
    }

    /**
     * The copy of a message whose time is over.
     *
     * @param group who was owed it
     * @param topic topic of the expiry queue
     * @return null when retention has removed the message, or it is too long to be stored once more
     */
    public NewMessage expired(GroupProgress group, Lease lease, String topic, long nowMs) {
        ExplainedCopy copy = lease.sizeBytes() > maxMessageBytes() ? null : read(lease);
        if (copy == null) {
            return null;
        }
        explainOrigin(copy, group, lease, DeadLetterProperties.REASON_EXPIRED);
        copy.explain(DeadLetterProperties.ATTEMPTS, lease.earlierDeliveries()).explain(DeadLetterProperties.LAST_TIME, nowMs);
        return copy.to(topic, lease.earlierDeliveries(), maxCopyBytes);
    }

    private ExplainedCopy read(Lease lease) {
        ByteBuffer stored = lease.position() < 0 ? null : log.read(lease.position(), lease.sizeBytes());
        return stored == null ? null : new ExplainedCopy(stored);
    }

    private static void explainOrigin(ExplainedCopy copy, GroupProgress group, Lease lease, String reason) {
        JmsHeader header = copy.header();
        String uniqueKey = copy.property(MessageProperties.UNIQUE_KEY);
        String offsetId = MessageIds.offsetId(copy.message().storeHostBytes(), lease.position());
        // What RocketMQ's tools look for.
        copy.explain(MessageProperties.DLQ_ORIGIN_TOPIC, group.topic()).explain(MessageProperties.DLQ_ORIGIN_MESSAGE_ID, offsetId)
            .explain(DeadLetterProperties.REASON, reason)
            .explain(DeadLetterProperties.ORIG_DESTINATION, origin(header, group))
            .explain(DeadLetterProperties.ORIG_GROUP, group.group())
            .explain(DeadLetterProperties.ORIG_ID, "ID:" + (uniqueKey == null ? offsetId : uniqueKey))
            .explain(DeadLetterProperties.ORIG_EXPIRATION,
                header == null || header.expirationMs() == 0 ? null : header.expirationMs());
    }

    // The JMS name, which the topic's may be a mapping of; a message may have been sent to another kind of destination than it is
    // consumed from.
    private static String origin(JmsHeader header, GroupProgress group) {
        String kind = group.kind() == ViewKind.QUEUE ? "queue:" : "topic:";
        return kind + (header == null || header.destination() == null ? nameOf(group.topic()) : header.destination().name());
    }

    private static String nameOf(String topic) {
        String escaped = DestinationNames.escapedName(topic);
        return escaped == null ? topic : escaped;
    }
}
