package io.ternmq.wire.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the end of a plain stretch of a JSON string, eight bytes at a time: most of a header is inside strings. */
final class ByteScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long BACKSLASHES = '\\' * ONES;

    private ByteScan() {
    }

    /** The index of the first quote or backslash from {@code from} on, or the array's length when there is none. */
    static int quoteOrBackslash(byte[] in, int from, byte quote) {
        long quotes = quote * ONES;
        int i = from;
        for (int last = in.length - Long.BYTES; i <= last; i += Long.BYTES) {
            long word = (long) LONGS.get(in, i);
            // A byte that equals becomes 0, and subtracting 1 from it sets its high bit; the lowest such bit is never a false one.
            long a = word ^ quotes;
            long b = word ^ BACKSLASHES;
            long found = ((a - ONES) & ~a | (b - ONES) & ~b) & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < in.length && in[i] != quote && in[i] != '\\') {
            i++;
        }
        return i;
    }
}
