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
