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
        MessageView view = new MessageView();
        int count = 0;
        int at = bytes.position();
        while (at < bytes.limit()) {
            int left = bytes.limit() - at;
            int size = left < MIN_MESSAGE_BYTES ? left : view.wrap(bytes, at).totalSize();
            if (size < MIN_MESSAGE_BYTES || size > left) {
                throw new BadBlockException("message " + count + " of a delivery has size " + size + " (expected: " + MIN_MESSAGE_BYTES
                    + " to " + left + ")");
            }
            reader.accept(view);
            at += size;
            count++;
        }
        return count;
    }
}
