package io.ternmq.broker.delivery.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ternmq.broker.delivery.lease.DeadLetter;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.message.MessageIds;
import io.ternmq.wire.message.MessageLayout;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.Tags;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Copies of given-up messages for a group's dead letter topic. A copy is the message itself with properties that say where it
 * comes from and why it is there.
 */
public final class DeadLetterCopies {

    private static final String PREFIX = "%DLQ%";
    private static final String REASON = "JMS_X_DLQ_REASON";
    private static final String ATTEMPTS = "JMS_X_DLQ_ATTEMPTS";
    private static final String CAUSE = "JMS_X_DLQ_CAUSE";
    private static final int MAX_CAUSE_LENGTH = 1024;

    private final LogReader log;

    /** @param log where the messages are read from */
    public DeadLetterCopies(LogReader log) {
        this.log = log;
    }

    /** The topic of a group's dead letters. */
    public static String topicOf(String group) {
        return PREFIX + group;
    }

    /**
     * The copy.
     *
     * @return null when retention has removed the message
     */
    public NewMessage copy(String group, DeadLetter letter) {
        ByteBuffer stored = log.read(letter.lease().position(), letter.lease().sizeBytes());
        if (stored == null) {
            return null;
        }
        MessageView message = new MessageView().wrap(stored, 0);
        String topic = topicOf(group);
        Map<String, String> properties = MessageProperties.decode(message.propertiesText());
        byte[] encoded = properties(properties, message, letter);
        return new NewMessage(topic, NewMessage.bytesOf(topic), 0, message.flag(), message.sysFlag(), message.bornTimestamp(),
            message.bornHostBytes(), message.storeHostBytes(), letter.deliveries() - 1, 0, message.body(), message.bodyCrc(),
            encoded, Tags.code(properties.get(MessageProperties.TAGS)), 0);
    }

    private static byte[] properties(Map<String, String> properties, MessageView message, DeadLetter letter) {
        byte[] original = MessageProperties.encode(properties).getBytes(UTF_8);
        properties.put(MessageProperties.DLQ_ORIGIN_TOPIC, message.topic());
        properties.put(MessageProperties.DLQ_ORIGIN_MESSAGE_ID,
            MessageIds.offsetId(message.storeHostBytes(), letter.lease().position()));
        properties.put(REASON, letter.isRejected() ? "REJECTED" : "MAX_DELIVERIES");
        properties.put(ATTEMPTS, Integer.toString(letter.deliveries()));
        if (letter.cause() != null) {
            properties.put(CAUSE, printable(letter.cause()));
        }
        byte[] explained = MessageProperties.encode(properties).getBytes(UTF_8);
        // A message that has hardly room for its own properties is kept without the explanation.
        return explained.length <= MessageLayout.MAX_PROPERTIES_LENGTH ? explained : original;
    }

    private static String printable(String cause) {
        String cut = cause.substring(0, Math.min(cause.length(), MAX_CAUSE_LENGTH));
        return cut.replace(MessageProperties.NAME_END, ' ').replace(MessageProperties.VALUE_END, ' ');
    }
}
