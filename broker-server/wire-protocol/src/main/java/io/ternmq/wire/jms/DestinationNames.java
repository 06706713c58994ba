package io.ternmq.wire.jms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * JMS names as RocketMQ names. A legal name ({@code [%|a-zA-Z0-9_-]+}) is itself; other bytes of its UTF-8 form become
 * {@code %XX}; what is then too long is cut and ends in a hash of the whole. So that no two JMS names meet in one topic, a name that
 * already looks like that form of another name is none ({@link #escapedName}), except the topics that RocketMQ and the broker derive
 * from groups.
 */
public final class DestinationNames {
    /** Longest name of a topic, in bytes. */
    public static final int MAX_TOPIC_LENGTH = 127;
    /** Longest name of a consumer group, in bytes. */
    public static final int MAX_GROUP_LENGTH = 120;
    /** Begins the name of the reserved group of a JMS queue; the topic follows. */
    public static final String QUEUE_GROUP_PREFIX = "JMSQ_";
    /** Begins the name of a durable subscription's group. */
    public static final String DURABLE_GROUP_PREFIX = "JMSS_";
    /** Begins the name of a shared non-durable subscription's group. */
    public static final String SHARED_GROUP_PREFIX = "JMSN_";
    /**
     * Begins the name of every temporary destination, and of nothing else: RocketMQ keeps {@code rmq_sys_} for systems. Such a
     * destination has one queue, is on no name server and lives as long as the session that made it.
     */
    public static final String TEMPORARY_PREFIX = "rmq_sys_TERNMQ_TEMP_";

    private static final String DEAD_LETTER_PREFIX = "%DLQ%";
    private static final String RETRY_PREFIX = "%RETRY%";
    private static final int HASH_DIGITS = 16;

    private DestinationNames() {
    }

    /** The topic of a JMS destination. */
    public static String topicOf(String name) {
        return fit(escape(name, true), MAX_TOPIC_LENGTH);
    }

    /**
     * The JMS name that the topic of this name belongs to, where that is another one: {@code a b} for {@code a%20b}. Null for the names
     * that destinations may have.
     */
    public static String escapedName(String name) {
        int percent = name.indexOf('%');
        if (percent < 0 || name.startsWith(DEAD_LETTER_PREFIX) || name.startsWith(RETRY_PREFIX)) {
            return null;
        }
        byte[] bytes = name.getBytes(UTF_8);
        ByteArrayOutputStream unescaped = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' ? escapedByte(bytes, i + 1) : -1;
            unescaped.write(escaped < 0 ? bytes[i] : escaped);
            i += escaped < 0 ? 0 : 2;
        }
        return unescaped.size() == bytes.length ? null : unescaped.toString(UTF_8);
    }

    // Only what escape() writes: upper case, and no characters that are legal.
    private static int escapedByte(byte[] bytes, int at) {
        if (at + 1 >= bytes.length || !isHexDigit(bytes[at]) || !isHexDigit(bytes[at + 1])) {
            return -1;
        }
        int value = HexFormat.fromHexDigit(bytes[at]) << 4 | HexFormat.fromHexDigit(bytes[at + 1]);
        return isLegal((char) value, true) ? -1 : value;
    }

    private static boolean isHexDigit(byte b) {
        return b >= '0' && b <= '9' || b >= 'A' && b <= 'F';
    }

    /** Whether the topic, or the destination of that JMS name, is a temporary one. */
    public static boolean isTemporary(String topicOrName) {
        return topicOrName.startsWith(TEMPORARY_PREFIX);
    }

    /** The reserved group that all receivers of a queue share. */
    public static String queueGroup(String topic) {
        return fit(QUEUE_GROUP_PREFIX + topic, MAX_GROUP_LENGTH);
    }

    /**
     * The group of a named subscription.
     *
     * @param clientId nullable: not the same as an empty one
     * @param name     JMS subscription name
     */
    public static String subscriptionGroup(boolean isDurable, String clientId, String name) {
        String prefix = isDurable ? DURABLE_GROUP_PREFIX : SHARED_GROUP_PREFIX;
        // "|" is escaped in both parts, so that no two pairs read the same
        String owner = clientId == null ? "" : escape(clientId, false) + "|";
        return fit(prefix + owner + escape(name, false), MAX_GROUP_LENGTH);
    }

    private static String escape(String name, boolean keepsPercentAndBar) {
        if (isLegal(name, keepsPercentAndBar)) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length() + 8);
        for (byte b : name.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isLegal(c, keepsPercentAndBar)) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return out.toString();
    }

    private static boolean isLegal(String name, boolean keepsPercentAndBar) {
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.charAt(i), keepsPercentAndBar)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLegal(char c, boolean keepsPercentAndBar) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
            || keepsPercentAndBar && (c == '%' || c == '|');
    }

    private static String fit(String name, int maxLength) {
        if (name.length() <= maxLength) {
            return name;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
            String digits = HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
            return name.substring(0, maxLength - HASH_DIGITS - 1) + "-" + digits;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
