package io.ternmq.wire.jms;

import io.ternmq.wire.message.MessageProperties;
import java.util.Arrays;

/**
 * Who sent a stored message, and as its how many-th: what a broker needs to recognise a send that is repeated, after a restart as
 * well. The broker puts it in front of the other properties, so that finding it costs no search and whatever is appended later
 * does not hide it.
 *
 * <pre>
 * mark  = "TERN_P" 0x01 producer sequence 0x02        producer = 11 digits of base 64, sequence = 8 digits (48 bits)
 * </pre>
 */
public final class ProducerMark {
    /** Name of the property. */
    public static final String PROPERTY = "TERN_P";
    /** Bytes and characters of a mark with its separators. */
    public static final int LENGTH = PROPERTY.length() + 1 + 19 + 1;
    /** Larger sequences have no mark. */
    public static final long MAX_SEQUENCE = (1L << 48) - 1;

    private static final int PRODUCER_DIGITS = 11;
    private static final int SEQUENCE_DIGITS = 8;
    private static final int VALUE_AT = PROPERTY.length() + 1;
    private static final char[] DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_".toCharArray();
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            VALUES[DIGITS[i]] = (byte) i;
        }
    }

    private ProducerMark() {
    }

    /** The mark as property text. */
    public static String of(long producerId, long sequence) {
        if (sequence < 1 || sequence > MAX_SEQUENCE) {
            throw new BadBlockException("producer sequence " + sequence + " (expected: 1 to " + MAX_SEQUENCE + ")");
        }
        char[] text = new char[LENGTH];
        PROPERTY.getChars(0, PROPERTY.length(), text, 0);
        text[PROPERTY.length()] = MessageProperties.NAME_END;
        put(text, VALUE_AT, PRODUCER_DIGITS, producerId);
        put(text, VALUE_AT + PRODUCER_DIGITS, SEQUENCE_DIGITS, sequence);
        text[LENGTH - 1] = MessageProperties.VALUE_END;
        return new String(text);
    }

    private static void put(char[] text, int at, int digits, long value) {
        for (int i = digits - 1; i >= 0; i--) {
            text[at + i] = DIGITS[(int) (value >>> 6 * (digits - 1 - i)) & 63];
        }
    }

    /** Whether property text begins with something that has a mark's name. */
    public static boolean isClaimed(String propertiesText) {
        return propertiesText.startsWith(PROPERTY) && propertiesText.length() > PROPERTY.length()
            && propertiesText.charAt(PROPERTY.length()) == MessageProperties.NAME_END;
    }

    /**
     * Whether encoded properties begin with a mark.
     *
     * @param properties their beginning, at least {@link #LENGTH} bytes when there are as many
     * @param length     bytes of it that count
     */
    public static boolean isMarked(byte[] properties, int length) {
        if (length < LENGTH || properties[PROPERTY.length()] != MessageProperties.NAME_END
                || properties[LENGTH - 1] != MessageProperties.VALUE_END) {
            return false;
        }
        for (int i = 0; i < PROPERTY.length(); i++) {
            if (properties[i] != PROPERTY.charAt(i)) {
                return false;
            }
        }
        for (int i = VALUE_AT; i < LENGTH - 1; i++) {
            if (properties[i] < 0 || VALUES[properties[i]] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The producer of marked properties. */
    public static long producerId(byte[] marked) {
        return number(marked, VALUE_AT, PRODUCER_DIGITS);
    }

    /** The sequence of marked properties. */
    public static long sequence(byte[] marked) {
        return number(marked, VALUE_AT + PRODUCER_DIGITS, SEQUENCE_DIGITS);
    }

    private static long number(byte[] text, int at, int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            value = value << 6 | VALUES[text[at + i]];
        }
        return value;
    }
}
