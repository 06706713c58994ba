package io.ternmq.wire.message;

import java.nio.ByteBuffer;

/**
 * Walks the body of a batch send (PROTOCOL §6): repeated {total i32, 0, 0, flag i32, body i32+n, properties i16+n}.
 * Not thread-safe.
 */
public final class BatchBody {
    private static final int FIXED_LENGTH = 4 + 4 + 4 + 4 + 4 + 2;

    private final ByteBuffer buffer;
    private int next;
    private int flag;
    private int bodyIndex;
    private int bodyLength;
    private int propertiesLength;

    /** Reads from {@code buffer}'s position to its limit, without changing them. */
    public BatchBody(ByteBuffer buffer) {
        this.buffer = buffer;
        this.next = buffer.position();
    }

    /**
     * Moves to the next message.
     *
     * @return false at the end
     * @throws IllegalArgumentException when the bytes are not a batch
     */
    public boolean next() {
        int left = buffer.limit() - next;
        if (left == 0) {
            return false;
        }
        int total = left < FIXED_LENGTH ? -1 : buffer.getInt(next);
        if (total < FIXED_LENGTH || total > left) {
            throw new IllegalArgumentException("batch element of " + total + " bytes at " + next + ", " + left + " left");
        }
        flag = buffer.getInt(next + 12);
        bodyLength = buffer.getInt(next + 16);
        bodyIndex = next + 20;
        if (bodyLength < 0 || bodyLength > total - FIXED_LENGTH) {
            throw new IllegalArgumentException("batch element of " + total + " bytes with a body of " + bodyLength);
        }
        propertiesLength = buffer.getShort(bodyIndex + bodyLength);
        if (propertiesLength != total - FIXED_LENGTH - bodyLength) {
            throw new IllegalArgumentException("batch element of " + total + " bytes with properties of " + propertiesLength);
        }
        next += total;
        return true;
    }

    public int flag() {
        return flag;
    }

    /** Absolute index of the element's body. */
    public int bodyIndex() {
        return bodyIndex;
    }

    public int bodyLength() {
        return bodyLength;
    }

    public byte[] properties() {
        byte[] copy = new byte[propertiesLength];
        buffer.get(bodyIndex + bodyLength + 2, copy);
        return copy;
    }
}
