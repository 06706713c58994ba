package io.ternmq.wire.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Frames to bytes and back (PROTOCOL §1):
 *
 * <pre>
 * length i32 | encoding u8 | header length u24 | header | body
 *            '------------------- length -------------------'
 * </pre>
 *
 * Stateless; any thread.
 */
public final class FrameCodec {
    /** Bytes before the header: the length, the encoding, the header length. */
    public static final int PREFIX_LENGTH = 8;
    /** The longest {@code length} that RocketMQ's peers accept. */
    public static final int MAX_FRAME_LENGTH = 16 * 1024 * 1024;
    private static final int MAX_HEADER_LENGTH = (1 << 24) - 1;

    private FrameCodec() {
    }

    /**
     * Everything of a frame but its body, whose length is counted in. The caller owns the result; the frame stays its owner's.
     *
     * @param spareBytes room to leave behind the header, for a body that the caller will append
     */
    public static ByteBuf encodeHeader(Frame frame, ByteBufAllocator allocator, int spareBytes) {
        // A code of more than 16 bits would arrive as another one in a binary header.
        boolean binary = frame.encoding() == HeaderEncoding.BINARY && BinaryHeader.canCarry(frame.code());
        HeaderBuffer header = HeaderBuffer.empty();
        if (binary) {
            BinaryHeader.write(frame, header);
        } else {
            JsonHeaderWriter.write(frame, header);
        }
        int headerLength = header.length();
        if (headerLength > MAX_HEADER_LENGTH) {
            throw new IllegalArgumentException("header of " + headerLength + " bytes (expected: <= " + MAX_HEADER_LENGTH + ")");
        }
        HeaderEncoding used = binary ? HeaderEncoding.BINARY : HeaderEncoding.JSON;
        ByteBuf out = allocator.buffer(PREFIX_LENGTH + headerLength + spareBytes);
        out.writeInt(4 + headerLength + frame.body().readableBytes());
        out.writeInt(used.typeByte() << 24 | headerLength);
        return out.writeBytes(header.bytes(), 0, headerLength);
    }

    /** The whole frame in one buffer, the body copied. The caller owns the result; the frame stays its owner's. */
    public static ByteBuf encode(Frame frame, ByteBufAllocator allocator) {
        ByteBuf body = frame.body();
        ByteBuf out = encodeHeader(frame, allocator, body.readableBytes());
        return out.writeBytes(body, body.readerIndex(), body.readableBytes());
    }

    /**
     * Reads one frame that begins behind its length and fills the rest of the buffer. The buffer stays the caller's; the
     * frame's body is a retained slice of it.
     */
    public static Frame decode(ByteBuf in) throws BadFrameException {
        return decode(in, in.readerIndex(), in.readableBytes());
    }

    /**
     * As {@link #decode(ByteBuf)}, for the {@code length} bytes at {@code index}; indices of the buffer are neither used nor
     * moved.
     */
    public static Frame decode(ByteBuf in, int index, int length) throws BadFrameException {
        if (length < 4) {
            throw new BadFrameException("frame length " + length + " (expected: >= 4)");
        }
        int typeAndLength = in.getInt(index);
        checkHeader(typeAndLength, length);
        int headerLength = typeAndLength & MAX_HEADER_LENGTH;
        byte[] header = new byte[headerLength];
        in.getBytes(index + 4, header);
        Frame frame = new Frame();
        if (typeAndLength >>> 24 == HeaderEncoding.BINARY.typeByte()) {
            frame.encoding(HeaderEncoding.BINARY);
            BinaryHeader.read(header, frame);
        } else {
            JsonHeaderReader.read(header, frame);
        }
        int bodyLength = length - 4 - headerLength;
        if (bodyLength > 0) {
            frame.body(in.retainedSlice(index + 4 + headerLength, bodyLength));
        }
        return frame;
    }

    /**
     * Refuses an impossible start of a frame, as soon as its first eight bytes are there.
     *
     * @param typeAndLength the four bytes behind the frame length
     */
    public static void checkHeader(int typeAndLength, int frameLength) throws BadFrameException {
        int type = typeAndLength >>> 24;
        if (type > HeaderEncoding.BINARY.typeByte()) {
            throw new BadFrameException("header encoding " + type + " (expected: 0 = JSON or 1 = binary)");
        }
        int headerLength = typeAndLength & MAX_HEADER_LENGTH;
        if (headerLength > frameLength - 4) {
            throw new BadFrameException(
                "header length " + headerLength + " in a frame of length " + frameLength + " (expected: <= " + (frameLength - 4) + ")");
        }
    }
}
