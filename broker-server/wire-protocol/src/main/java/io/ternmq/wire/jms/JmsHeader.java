package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

/**
 * The JMS header fields of a message, carried as the RocketMQ property {@value #PROPERTY}.
 *
 * <pre>
 * block = "v1;" ( key "=" value ";" )*        values escaped; unknown keys are skipped; absent = default
 *   b  body type, one of T B M S O N          z  1 = the body is null (an empty body is not)
 *   m  delivery mode, P or N (default P)      p  priority 0-9 (default 4)
 *   t  JMSTimestamp, ms (default 0: none)     x  JMSExpiration, ms (default 0: never)
 *   d  JMSDeliveryTime, ms (default 0: t)     c  JMSCorrelationID, text
 *   C  JMSCorrelationID as bytes, hex         r  JMSReplyTo, Q:name or T:name
 *   y  JMSType                                a  JMSDestination, Q:name or T:name
 *   o  origin: client id of the sending connection, or its connection id: what noLocal compares
 *   e  1 = the whole block and the properties are in the body's envelope ({@link BodyEnvelope}); here are only b, p and x
 * </pre>
 *
 * @param bodyType       kind of message
 * @param hasBody        false when the application never set a body (null text, null object)
 * @param persistent     delivery mode
 * @param priority       0 (lowest) to 9
 * @param timestampMs    JMSTimestamp, 0 when the sender disabled it
 * @param expirationMs   JMSExpiration, 0 = never
 * @param deliveryTimeMs JMSDeliveryTime, 0 = at once
 * @param correlation    correlation id
 * @param replyTo        nullable
 * @param type           JMSType, nullable
 * @param destination    where it was sent to, nullable in messages that were not made by a JMS producer
 * @param origin         see above, nullable
 */
public record JmsHeader(BodyType bodyType, boolean hasBody, boolean persistent, int priority, long timestampMs, long expirationMs,
        long deliveryTimeMs, Correlation correlation, Address replyTo, String type, Address destination, String origin) {
    /** Name of the RocketMQ property that carries the block. */
    public static final String PROPERTY = "JMS";
    /** JMSPriority of a message whose sender did not say. */
    public static final int DEFAULT_PRIORITY = 4;
    /** A block longer than this, in chars, is refused. */
    public static final int MAX_LENGTH = 1 << 20;

    private static final String ENVELOPE_KEY = "e";

    public JmsHeader {
        requireNonNull(bodyType, "bodyType");
        requireNonNull(correlation, "correlation");
        if (priority < 0 || priority > 9) {
            throw new BadBlockException("priority: " + priority + " (expected: 0 to 9)");
        }
    }

    /** JMSCorrelationID: {@code text}, or {@code bytes} (provider-native), or neither. */
    public record Correlation(String text, String bytesHex) {
        /** No correlation id. */
        public static final Correlation NONE = new Correlation(null, null);
    }

    /** The same header of a message that does not expire. */
    public JmsHeader withoutExpiration() {
        return new JmsHeader(bodyType, hasBody, persistent, priority, timestampMs, 0, deliveryTimeMs, correlation, replyTo, type,
            destination, origin);
    }

    /** The block. */
    public String encode() {
        StringBuilder out = new StringBuilder(96).append("v1;");
        put(out, 'b', String.valueOf(bodyType.code()));
        put(out, 'z', hasBody ? null : "1");
        put(out, 'm', persistent ? null : "N");
        put(out, 'p', priority == DEFAULT_PRIORITY ? null : Integer.toString(priority));
        putTime(out, 't', timestampMs);
        putTime(out, 'x', expirationMs);
        putTime(out, 'd', deliveryTimeMs);
        put(out, 'c', correlation.text());
        put(out, 'C', correlation.bytesHex());
        put(out, 'r', replyTo == null ? null : replyTo.toString());
        put(out, 'y', type);
        put(out, 'a', destination == null ? null : destination.toString());
        put(out, 'o', origin);
        return out.toString();
    }

    /** The short block that stands in the property when the real one is in the body's envelope: what {@link MessageMarks} needs. */
    public String encodeEnveloped() {
        StringBuilder out = new StringBuilder(48).append("v1;");
        put(out, 'b', String.valueOf(bodyType.code()));
        put(out, 'p', priority == DEFAULT_PRIORITY ? null : Integer.toString(priority));
        putTime(out, 'x', expirationMs);
        return out.append(ENVELOPE_KEY).append("=1;").toString();
    }

    /** Whether this block says that the real one is in the body's envelope. */
    public static boolean isEnveloped(String block) {
        return block.contains(";" + ENVELOPE_KEY + "=1;");
    }

    /**
     * Reads a block.
     *
     * @throws BadBlockException when it is malformed, too long, or of an unknown version
     */
    public static JmsHeader decode(String block) {
        if (block.length() > MAX_LENGTH) {
            throw new BadBlockException("header block length: " + block.length() + " (expected: at most " + MAX_LENGTH + ")");
        }
        JmsProperties.requireVersion(block);
        JmsHeaderFields fields = new JmsHeaderFields();
        int from = "v1;".length();
        while (from < block.length()) {
            int end = block.indexOf(';', from);
            int equals = block.indexOf('=', from);
            if (equals != from + 1 || end < equals) {
                throw new BadBlockException("header entry at " + from + " (expected: one letter, =, value, ;)");
            }
            fields.set(block.charAt(from), Escapes.unescape(block.substring(equals + 1, end)));
            from = end + 1;
        }
        return fields.toHeader();
    }

    private static void putTime(StringBuilder out, char key, long timeMs) {
        if (timeMs != 0) {
            out.append(key).append('=').append(timeMs).append(';');
        }
    }

    private static void put(StringBuilder out, char key, String value) {
        if (value != null) {
            out.append(key).append('=');
            Escapes.escape(value, out);
            out.append(';');
        }
    }
}
