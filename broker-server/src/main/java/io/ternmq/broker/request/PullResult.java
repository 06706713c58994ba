package io.ternmq.broker.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a pull found.
 *
 * @param code       0 found, 19 nothing there yet, 20 nothing matched, 21 the offset is outside the queue
 * @param nextOffset where to go on
 * @param messages   views of stored messages, in order; runs of neighbours are one view
 */
record PullResult(int code, long nextOffset, long minOffset, long maxOffset, List<ByteBuffer> messages) {
    private static final int COPY_LIMIT_BYTES = 16 * 1024;

    /** The messages back to back. Large single runs are sent from the file's mapping, others are copied once. */
    ByteBuf body() {
        int bytes = 0;
        for (ByteBuffer message : messages) {
            bytes += message.remaining();
        }
        if (messages.size() == 1 && bytes > COPY_LIMIT_BYTES) {
            return Unpooled.wrappedBuffer(messages.get(0));
        }
        ByteBuf body = ByteBufAllocator.DEFAULT.directBuffer(bytes);
        messages.forEach(message -> body.writeBytes(message.duplicate()));
        return body;
    }
}
