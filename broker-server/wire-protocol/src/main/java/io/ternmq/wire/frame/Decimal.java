package io.ternmq.wire.frame;

import java.nio.charset.StandardCharsets;

/** Decimal digits to and from bytes, without a String between. */
final class Decimal {
    static final int MAX_LONG_LENGTH = 20;
    private static final byte[] MIN_LONG = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);

    private Decimal() {
    }

    /** Writes {@code value} at {@code start}, where {@link #MAX_LONG_LENGTH} bytes are free; returns the end. */
    static int write(byte[] out, int start, long value) {
        if (value == Long.MIN_VALUE) {
            System.arraycopy(MIN_LONG, 0, out, start, MIN_LONG.length);
            return start + MIN_LONG.length;
        }
        int at = start;
        long rest = value;
        if (rest < 0) {
            out[at++] = '-';
            rest = -rest;
        }
        int end = at + digits(rest);
        int i = end;
        while (rest > Integer.MAX_VALUE) {
            long quotient = rest / 10;
            out[--i] = (byte) ('0' + (int) (rest - quotient * 10));
            rest = quotient;
        }
        int small = (int) rest;
        do {
            int quotient = small / 10;
            out[--i] = (byte) ('0' + small - quotient * 10);
            small = quotient;
        } while (small != 0);
        return end;
    }

    private static int digits(long positive) {
        int digits = 1;
        for (long limit = 10; digits < 19 && positive >= limit; limit *= 10) {
            digits++;
        }
        return digits;
    }

    /** Whether the bytes are a decimal number that fits a long: an optional sign and digits, nothing else. */
    static boolean isLong(byte[] bytes, int start, int length) {
        int at = start;
        int end = start + length;
        if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
            at++;
        }
        int digits = end - at;
        if (digits < 1 || digits > 18 && !fits(bytes, start, length)) {
            return false;
        }
        for (; at < end; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        return true;
    }

    /** The value of bytes that {@link #isLong} accepted. */
    static long parse(byte[] bytes, int start, int length) {
        int at = start;
        int end = start + length;
        boolean negative = bytes[at] == '-';
        if (negative || bytes[at] == '+') {
            at++;
        }
        long value = 0;
        for (; at < end; at++) {
            value = value * 10 + (bytes[at] - '0');
        }
        return negative ? -value : value;
    }

    // Rare: 19 digits or more, leading zeros included.
    private static boolean fits(byte[] bytes, int start, int length) {
        try {
            Long.parseLong(new String(bytes, start, length, StandardCharsets.ISO_8859_1));
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
