package io.ternmq.wire.message;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum at the end of a stored message's properties. RocketMQ's own covers the body alone; this one covers all the rest: header
 * (the body's length and CRC in it), topic and properties.
 *
 * <pre>
 * \u0002, CRC-32C as six characters '0' + 6 bits, highest bits first, \u0002
 * </pre>
 *
 * <p>It is not a property: a part without {@code \u0001} is passed over by whoever decodes properties, RocketMQ's clients as well as
 * {@link MessageProperties}. RocketMQ's {@code __CRC32#} takes 20 bytes, covers the body again and is seen by applications.
 *
 * <p>An instance is for one thread at a time and makes no garbage.
 */
public final class RecordChecksum {
    /** Bytes that it takes. */
    public static final int LENGTH = 8;

    private static final int DIGIT_BITS = 6;
    private static final int DIGITS = LENGTH - 2;
    private static final int FIRST_DIGIT = '0';
    private static final int DIGIT_MASK = (1 << DIGIT_BITS) - 1;

    private final CRC32C crc = new CRC32C();

    /**
     * Ends a message with its checksum: at the buffer's position, which moves behind it. All before it is there already, the properties'
     * length with the checksum counted in.
     *
     * @param start     absolute index of the message's first byte
     * @param bodyStart of its body's first
     * @param bodyEnd   behind its body's last
     */
    public void append(ByteBuffer record, int start, int bodyStart, int bodyEnd) {
        int end = record.position();
        record.putLong(encoded(compute(record, start, bodyStart, bodyEnd, end)));
    }

    // Leaves position and limit as they were.
    private int compute(ByteBuffer record, int start, int bodyStart, int bodyEnd, int end) {
        int position = record.position();
        int limit = record.limit();
        crc.reset();
        crc.update(record.limit(bodyStart).position(start));
        crc.update(record.limit(end).position(bodyEnd));
        record.limit(limit).position(position);
        return (int) crc.getValue();
    }

    private static long encoded(int checksum) {
        long text = MessageProperties.VALUE_END;
        for (int shift = (DIGITS - 1) * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
            text = text << Byte.SIZE | FIRST_DIGIT + (checksum >>> shift & DIGIT_MASK);
        }
        return text << Byte.SIZE | MessageProperties.VALUE_END;
    }

    /** Whether the {@link #LENGTH} bytes before {@code end} look like a checksum, sound or not. */
    static boolean isBefore(ByteBuffer record, int end) {
        int at = end - LENGTH;
        boolean isOne = record.get(at) == MessageProperties.VALUE_END && record.get(end - 1) == MessageProperties.VALUE_END;
        for (int i = 1; isOne && i <= DIGITS; i++) {
            int digit = record.get(at + i) - FIRST_DIGIT;
            isOne = digit >= 0 && digit <= DIGIT_MASK;
        }
        return isOne;
    }

    /** Whether the checksum before {@code end} is the right one; parameters as for {@link #append}. */
    static boolean isRight(ByteBuffer record, int start, int bodyStart, int bodyEnd, int end) {
        int at = end - LENGTH;
        return record.getLong(at) == encoded(new RecordChecksum().compute(record.duplicate(), start, bodyStart, bodyEnd, at));
    }
}
