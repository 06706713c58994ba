package io.ternmq.broker.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a state payload: big-endian numbers, strings as u16-or-(-1) length and UTF-8. Not thread-safe. */
public final class StateWriter {
    private byte[] bytes = new byte[128];
    private int length;

    public StateWriter putByte(int value) {
        grow(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public StateWriter putBoolean(boolean value) {
        return putByte(value ? 1 : 0);
    }

    public StateWriter putInt(int value) {
        grow(4);
        ByteBuffer.wrap(bytes).putInt(length, value);
        length += 4;
        return this;
    }

    public StateWriter putLong(long value) {
        grow(8);
        ByteBuffer.wrap(bytes).putLong(length, value);
        length += 8;
        return this;
    }

    /** A number that is mostly small and not negative: 7 bits a byte, low bits first. */
    public StateWriter putVarLong(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            putByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        return putByte((int) rest);
    }

    /** A number that is mostly near 0, on either side. */
    public StateWriter putSignedVarLong(long value) {
        return putVarLong(value << 1 ^ value >> Long.SIZE - 1);
    }

    /** A string or null. */
    public StateWriter putString(String value) {
        return putBytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes or null. */
    public StateWriter putBytes(byte[] value) {
        if (value == null) {
            return putInt(-1);
        }
        putInt(value.length);
        grow(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** Bytes so far. */
    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Makes it empty again. */
    public StateWriter clear() {
        length = 0;
        return this;
    }

    private void grow(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
