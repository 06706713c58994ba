package io.ternmq.wire.message;

import java.nio.ByteBuffer;

/** Searching in big-endian buffers, eight bytes at a time. */
public final class Bytes {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;

    private Bytes() {
    }

    /** Absolute index of the first {@code wanted} from {@code from} on, {@code limit} when there is none. */
    public static int indexOf(ByteBuffer buffer, int from, int limit, byte wanted) {
        long pattern = ONES * (wanted & 0xFF);
        int at = from;
        while (at + Long.BYTES <= limit) {
            long zeroWhereEqual = buffer.getLong(at) ^ pattern;
            // The high bit of each byte that is zero, exactly: no carry crosses a byte.
            long found = ~((zeroWhereEqual & LOW_BITS) + LOW_BITS | zeroWhereEqual | LOW_BITS);
            if (found != 0) {
                return at + (Long.numberOfLeadingZeros(found) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < limit && buffer.get(at) != wanted) {
            at++;
        }
        return at;
    }

    /** Whether these bytes are at an absolute index; they must lie within the buffer. */
    public static boolean startsWith(ByteBuffer buffer, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (buffer.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
