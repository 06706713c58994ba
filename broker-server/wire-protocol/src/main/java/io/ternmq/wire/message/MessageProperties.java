package io.ternmq.wire.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The property text of a message: {@code name \u0001 value \u0002} repeated (PROTOCOL §5), and its reserved names. */
public final class MessageProperties {
    public static final char NAME_END = 1;
    public static final char VALUE_END = 2;

    public static final String KEYS = "KEYS";
    public static final String TAGS = "TAGS";
    public static final String WAIT = "WAIT";
    public static final String DELAY = "DELAY";
    public static final String RETRY_TOPIC = "RETRY_TOPIC";
    public static final String REAL_TOPIC = "REAL_TOPIC";
    public static final String REAL_QUEUE_ID = "REAL_QID";
    public static final String TRANSACTION_PREPARED = "TRAN_MSG";
    public static final String PRODUCER_GROUP = "PGROUP";
    public static final String ORIGIN_MESSAGE_ID = "ORIGIN_MESSAGE_ID";
    public static final String RECONSUME_TIME = "RECONSUME_TIME";
    public static final String MAX_RECONSUME_TIMES = "MAX_RECONSUME_TIMES";
    public static final String MSG_REGION = "MSG_REGION";
    public static final String TRACE_ON = "TRACE_ON";
    public static final String UNIQUE_KEY = "UNIQ_KEY";
    public static final String CLUSTER = "CLUSTER";
    public static final String POP_CK = "POP_CK";
    public static final String SHARDING_KEY = "__SHARDINGKEY";
    public static final String DLQ_ORIGIN_TOPIC = "DLQ_ORIGIN_TOPIC";
    public static final String DLQ_ORIGIN_MESSAGE_ID = "DLQ_ORIGIN_MESSAGE_ID";

    /** Delay that RocketMQ's producers ask for, in s. */
    public static final String TIMER_DELAY_SEC = "TIMER_DELAY_SEC";
    /** The same in ms. */
    public static final String TIMER_DELAY_MS = "TIMER_DELAY_MS";
    /** The same as a time, ms since the epoch. */
    public static final String TIMER_DELIVER_MS = "TIMER_DELIVER_MS";
    /** What the broker made of it: when the message is due, ms since the epoch. */
    public static final String TIMER_OUT_MS = "TIMER_OUT_MS";

    private static final Set<String> RESERVED = Set.of(
            KEYS, TAGS, WAIT, DELAY, RETRY_TOPIC, REAL_TOPIC, REAL_QUEUE_ID, TRANSACTION_PREPARED, PRODUCER_GROUP,
            "MIN_OFFSET", "MAX_OFFSET", "BUYER_ID", ORIGIN_MESSAGE_ID, "TRANSFER_FLAG", "CORRECTION_FLAG", "MQ2_FLAG",
            RECONSUME_TIME, MSG_REGION, TRACE_ON, UNIQUE_KEY, "EXTEND_UNIQ_INFO", MAX_RECONSUME_TIMES,
            "CONSUME_START_TIME", "INNER_NUM", "INNER_BASE", "DUP_INFO", "CHECK_IMMUNITY_TIME_IN_SECONDS",
            "TRAN_PREPARED_QUEUE_OFFSET", "__transactionId__", "TRANSACTION_CHECK_TIMES", "INSTANCE_ID",
            "CORRELATION_ID", "REPLY_TO_CLIENT", "TTL", "ARRIVE_TIME", "PUSH_REPLY_TIME", CLUSTER, "MSG_TYPE", POP_CK,
            "POP_CK_OFFSET", "1ST_POP_TIME", SHARDING_KEY, "PROPERTY_FORWARD_QUEUE_ID", "REDIRECT",
            "INNER_MULTI_DISPATCH", "INNER_MULTI_QUEUE_OFFSET", "TRACE_CONTEXT", TIMER_DELAY_SEC, TIMER_DELIVER_MS,
            TIMER_DELAY_MS, "TIMER_ENQUEUE_MS", "TIMER_DEQUEUE_MS", "TIMER_ROLL_TIMES", TIMER_OUT_MS,
            "TIMER_DEL_UNIQKEY", "TIMER_DELAY_LEVEL", "__BORNHOST", "BORN_TIMESTAMP", DLQ_ORIGIN_TOPIC,
            DLQ_ORIGIN_MESSAGE_ID, "_SYS_MSG_PRIORITY_", "__LITE_TOPIC", "__CRC32#");

    private MessageProperties() {
    }

    /** Whether RocketMQ gives {@code name} a meaning, so that an application's property may not use it. */
    public static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    /** Decodes property text, in its order. A part without a name or without a separator is skipped, as clients do. */
    public static Map<String, String> decode(String text) {
        Map<String, String> properties = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(VALUE_END, at);
            end = end < 0 ? text.length() : end;
            int nameEnd = text.indexOf(NAME_END, at);
            if (nameEnd > at && nameEnd < end) {
                properties.put(text.substring(at, nameEnd), text.substring(nameEnd + 1, end));
            }
            at = end + 1;
        }
        return properties;
    }

    /**
     * Encodes properties in the map's order; null values are left out.
     *
     * @throws IllegalArgumentException when a name or value contains a separator
     */
    public static String encode(Map<String, String> properties) {
        StringBuilder text = new StringBuilder(properties.size() * 24);
        properties.forEach((name, value) -> append(text, name, value));
        return text.toString();
    }

    /** Appends one property; a null value is left out. */
    public static void append(StringBuilder text, String name, String value) {
        if (value == null) {
            return;
        }
        requireNoSeparator(name, name);
        requireNoSeparator(name, value);
        text.append(name).append(NAME_END).append(value).append(VALUE_END);
    }

    /** One value out of property text, or null. */
    public static String find(String text, String name) {
        int length = name.length();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(VALUE_END, at);
            end = end < 0 ? text.length() : end;
            if (at + length < end && text.charAt(at + length) == NAME_END && text.startsWith(name, at)) {
                return text.substring(at + length + 1, end);
            }
            at = end + 1;
        }
        return null;
    }

    /** One value out of encoded property bytes, or null. */
    static String find(ByteBuffer buffer, int start, int length, byte[] name) {
        long range = findRange(buffer, start, length, name);
        if (range < 0) {
            return null;
        }
        byte[] value = new byte[MessageView.rangeLength(range)];
        buffer.get(MessageView.rangeIndex(range), value);
        return new String(value, StandardCharsets.UTF_8);
    }

    /** Where one value is in encoded property bytes, see {@link MessageView#propertyRange}; -1 when it is not there. */
    static long findRange(ByteBuffer buffer, int start, int length, byte[] name) {
        int limit = start + length;
        int at = start;
        while (at < limit) {
            int end = Bytes.indexOf(buffer, at, limit, (byte) VALUE_END);
            int valueAt = at + name.length + 1;
            if (valueAt <= end && buffer.get(valueAt - 1) == NAME_END && Bytes.startsWith(buffer, at, name)) {
                return (long) valueAt << 32 | end - valueAt;
            }
            at = end + 1;
        }
        return -1;
    }

    private static void requireNoSeparator(String name, String text) {
        if (text.indexOf(NAME_END) >= 0 || text.indexOf(VALUE_END) >= 0) {
            throw new IllegalArgumentException("property " + name + " contains \\u0001 or \\u0002, which separate properties");
        }
    }
}
