package io.ternmq.broker.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link StateWriter} wrote, in the same order. */
public final class StateReader {
    private final ByteBuffer bytes;

    /** Reads from {@code bytes}' position, which moves. */
    public StateReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    public int getByte() {
        return bytes.get();
    }

    public boolean getBoolean() {
        return bytes.get() != 0;
    }

    public int getInt() {
        return bytes.getInt();
    }

    public long getLong() {
        return bytes.getLong();
    }

    /** What {@code putVarLong} wrote. */
    public long getVarLong() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("number of more than 10 bytes before byte " + bytes.position() + " of a state record");
    }

    /** What {@code putSignedVarLong} wrote. */
    public long getSignedVarLong() {
        long value = getVarLong();
        return value >>> 1 ^ -(value & 1);
    }

    /** A string or null. */
    public String getString() {
        byte[] value = getBytes();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** Bytes or null. */
    public byte[] getBytes() {
        int length = bytes.getInt();
        if (length < 0) {
            return null;
        }
        byte[] value = new byte[length];
        bytes.get(value);
        return value;
    }

    public boolean hasRemaining() {
        return bytes.hasRemaining();
    }
}
