package io.ternmq.jms.mapping;

import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Stored messages back to back, as brokers send them. */
public final class StoredMessages {
    private static final int MIN_MESSAGE_BYTES = 64;

    private StoredMessages() {
    }

    /**
     * Goes through them.
     *
     * @param reader gets the same view again and again
     * @return how many there were
     * @throws BadBlockException when the size of one is not possible
     */
    public static int forEach(ByteBuffer bytes, Consumer<MessageView> reader) {
        ByteBuffer left = bytes.duplicate();
        MessageView view = new MessageView();
        int count = 0;
        while (left.hasRemaining()) {
            next(left, view);
            reader.accept(view);
            count++;
        }
        return count;
    }

    /**
     * Aims at the next one, and moves the position behind it.
     *
     * @throws BadBlockException when there is none, or its size is not possible
     */
    static void next(ByteBuffer bytes, MessageView view) {
        int at = bytes.position();
        int left = bytes.remaining();
        int size = left < MIN_MESSAGE_BYTES ? left : view.wrap(bytes, at).totalSize();
        if (size < MIN_MESSAGE_BYTES || size > left) {
            throw new BadBlockException("message at byte " + at + " of a delivery has size " + size + " (expected: " + MIN_MESSAGE_BYTES
                + " to " + left + ")");
        }
        bytes.position(at + size);
    }

    /** Moves the position behind the next ones, as {@link #next} does. */
    public static void skip(ByteBuffer bytes, int count) {
        MessageView view = new MessageView();
        for (int i = 0; i < count; i++) {
            next(bytes, view);
        }
    }

    /** Throws {@link BadBlockException} when something is left. */
    public static void requireEnd(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            throw new BadBlockException("a delivery has " + bytes.remaining() + " bytes behind its last message (expected: 0)");
        }
    }
}
