package io.ternmq.broker.request;

import io.ternmq.broker.schedule.DelayLevels;
import io.ternmq.broker.schedule.DelayedMessage;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.MessageMarks;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import io.ternmq.wire.message.Tags;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message in the making. Its properties stay text, which is scanned and extended; only the rare cases that must replace a
 * property decode it. Used by one thread.
 */
final class MessageDraft {
    private String topic;
    private int queueId;
    private int flag;
    private int sysFlag;
    private long bornTimestamp;
    private byte[] bornHost;
    private int reconsumeTimes;
    private ByteBuffer body;
    private int bodyCrc;
    private String properties;
    private long delayMs;
    private long dueMs;

    private MessageDraft() {
    }

    static MessageDraft of(String topic, int queueId, ByteBuffer body, String properties) {
        MessageDraft draft = new MessageDraft();
        draft.topic = topic;
        draft.queueId = queueId;
        draft.body = body;
        draft.bodyCrc = NewMessage.crcOf(body);
        draft.properties = properties == null ? "" : properties;
        return draft;
    }

    /** A copy of a stored message; shares its body. */
    static MessageDraft copyOf(MessageView stored) {
        MessageDraft draft = new MessageDraft();
        draft.topic = stored.topic();
        draft.queueId = stored.queueId();
        draft.body = stored.body();
        draft.bodyCrc = stored.bodyCrc();
        draft.properties = stored.propertiesText();
        draft.flag = stored.flag();
        draft.sysFlag = SysFlags.withTransactionType(stored.sysFlag(), 0);
        draft.bornTimestamp = stored.bornTimestamp();
        draft.bornHost = stored.bornHostBytes();
        draft.reconsumeTimes = stored.reconsumeTimes();
        return draft;
    }

    MessageDraft flags(int newFlag, int newSysFlag) {
        flag = newFlag;
        sysFlag = newSysFlag;
        return this;
    }

    MessageDraft born(long timestampMs, byte[] host) {
        bornTimestamp = timestampMs;
        bornHost = host;
        return this;
    }

    MessageDraft reconsumeTimes(int times) {
        reconsumeTimes = times;
        return this;
    }

    MessageDraft to(String newTopic, int newQueueId) {
        topic = newTopic;
        queueId = newQueueId;
        return this;
    }

    String topic() {
        return topic;
    }

    String property(String name) {
        return MessageProperties.find(properties, name);
    }

    /** Sets a property, in place of an earlier value. */
    MessageDraft property(String name, String value) {
        if (property(name) != null) {
            var decoded = MessageProperties.decode(properties);
            decoded.remove(name);
            properties = MessageProperties.encode(decoded);
        }
        StringBuilder text = new StringBuilder(properties.length() + name.length() + value.length() + 3);
        text.append(properties);
        end(text);
        MessageProperties.append(text, name, value);
        properties = text.toString();
        return this;
    }

    MessageDraft removeProperty(String name) {
        if (property(name) != null) {
            var decoded = MessageProperties.decode(properties);
            decoded.remove(name);
            properties = MessageProperties.encode(decoded);
        }
        return this;
    }

    /** Appends properties that are known not to be there. */
    MessageDraft append(String encodedProperties) {
        StringBuilder text = new StringBuilder(properties.length() + encodedProperties.length() + 1);
        text.append(properties);
        end(text);
        properties = text.append(encodedProperties).toString();
        return this;
    }

    // The last separator may be missing (PROTOCOL §5).
    private static void end(StringBuilder text) {
        if (text.length() > 0 && text.charAt(text.length() - 1) != MessageProperties.VALUE_END) {
            text.append(MessageProperties.VALUE_END);
        }
    }

    /** Sends it through the queue of its DELAY level, if it has one (PROTOCOL §8.2). */
    MessageDraft delayed(DelayLevels levels) {
        String text = property(MessageProperties.DELAY);
        if (text == null) {
            return this;
        }
        int level = levelOf(text);
        if (level > 0) {
            property(MessageProperties.REAL_TOPIC, topic);
            property(MessageProperties.REAL_QUEUE_ID, Integer.toString(queueId));
            int clamped = levels.clamp(level);
            to(DelayLevels.TOPIC, clamped - 1);
            delayMs = levels.delayMs(clamped);
        }
        return this;
    }

    /**
     * Lets it wait until its time, unless it is past.
     *
     * @param deliveryTimeMs wall-clock time before which it must not be delivered
     */
    MessageDraft due(long deliveryTimeMs, long nowMs) {
        dueMs = deliveryTimeMs > nowMs ? Math.min(deliveryTimeMs, DelayedMessage.MAX_DUE_MS) : 0;
        return this;
    }

    private static int levelOf(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("property DELAY is '" + text + "' (expected: a delay level)", e);
        }
    }

    /** Bytes of the properties as they are now. */
    byte[] encodedProperties() {
        return properties.getBytes(StandardCharsets.UTF_8);
    }

    /** Puts encoded properties in front of and behind the others. */
    MessageDraft enclose(String first, String last) {
        StringBuilder text = new StringBuilder(first.length() + properties.length() + last.length() + 1);
        text.append(first).append(properties);
        end(text);
        properties = text.append(last).toString();
        return this;
    }

    /** One look over all properties as they are now. */
    PropertyScan scan() {
        return PropertyScan.of(properties);
    }

    /** The message, to be stored by the broker at {@code storeHost}. */
    NewMessage toMessage(byte[] storeHost) {
        return toMessage(storeHost, property(MessageProperties.TAGS), MessageMarks.of(properties));
    }

    /** The same when a scan of the properties is at hand, to which nothing was appended since that it looks at. */
    NewMessage toMessage(byte[] storeHost, PropertyScan scan) {
        return toMessage(storeHost, scan.tags(), scan.marks());
    }

    private NewMessage toMessage(byte[] storeHost, String tags, int marks) {
        NewMessage message = new NewMessage(topic, NewMessage.bytesOf(topic), queueId, flag,
            NewMessage.withHosts(sysFlag, bornHost, storeHost), bornTimestamp, bornHost, storeHost, reconsumeTimes, 0, body, bodyCrc,
            encodedProperties(), Tags.code(tags), delayMs, marks);
        return dueMs > 0 ? DelayedMessage.waiting(message, dueMs) : message;
    }
}
