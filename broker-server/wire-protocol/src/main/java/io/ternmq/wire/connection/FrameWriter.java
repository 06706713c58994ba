package io.ternmq.wire.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.FrameCodec;

/** Writes frames: a small body is copied behind its header, a larger one goes out as it is, in the same gathering write. */
final class FrameWriter {
    // About where one more buffer in a gathering write costs what copying costs.
    private static final int MAX_COPIED_BODY_LENGTH = 1024;
    private static final int LENGTH_LENGTH = 4;

    private FrameWriter() {
    }

    /**
     * Writes without flushing, and takes the frame's ownership in any case.
     *
     * @throws IllegalArgumentException when the frame cannot be sent; nothing is written then
     */
    static void write(ChannelHandlerContext ctx, Frame frame, int maxFrameLengthBytes) {
        ByteBuf body = frame.body();
        int bodyLength = body.readableBytes();
        boolean isCopied = bodyLength <= MAX_COPIED_BODY_LENGTH;
        ByteBuf out = null;
        try {
            out = FrameCodec.encodeHeader(frame, ctx.alloc(), isCopied ? bodyLength : 0);
            checkLength(out.readableBytes() - LENGTH_LENGTH + (long) bodyLength, frame, maxFrameLengthBytes);
        } catch (RuntimeException e) {
            frame.release();
            if (out != null) {
                out.release();
            }
            throw e;
        }
        if (isCopied) {
            out.writeBytes(body, body.readerIndex(), bodyLength);
            frame.release();
            ctx.write(out, ctx.voidPromise());
        } else {
            ctx.write(out, ctx.voidPromise());
            ctx.write(body, ctx.voidPromise());
        }
    }

    /**
     * The whole frame in one buffer. Takes the frame's ownership in any case.
     *
     * @throws IllegalArgumentException when the frame cannot be sent
     */
    static ByteBuf encode(ByteBufAllocator allocator, Frame frame, int maxFrameLengthBytes) {
        try {
            ByteBuf out = FrameCodec.encode(frame, allocator);
            try {
                checkLength(out.readableBytes() - LENGTH_LENGTH, frame, maxFrameLengthBytes);
                return out.retain();
            } finally {
                out.release();
            }
        } finally {
            frame.release();
        }
    }

    private static void checkLength(long length, Frame frame, int maxFrameLengthBytes) {
        if (length > maxFrameLengthBytes) {
            throw new IllegalArgumentException(
                "frame with code " + frame.code() + " has length " + length + " (expected: <= " + maxFrameLengthBytes + ")");
        }
    }
}
