package io.ternmq.wire.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.ternmq.wire.frame.BadFrameException;
import io.ternmq.wire.frame.FrameCodec;
import java.util.List;

/**
 * Cuts the byte stream into frames. Lengths are checked as soon as they are there, so that nothing is collected for a frame
 * that will be refused. After a bad frame it drops all that follows: the stream has no known boundary any more.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    private static final int LENGTH_LENGTH = 4;
    private final int maxFrameLengthBytes;
    private boolean isBroken;

    FrameDecoder(int maxFrameLengthBytes) {
        this.maxFrameLengthBytes = maxFrameLengthBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (isBroken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            decodeFrame(in, out);
        } catch (BadFrameException e) {
            isBroken = true;
            in.skipBytes(in.readableBytes());
            ctx.fireExceptionCaught(e);
        }
    }

    private void decodeFrame(ByteBuf in, List<Object> out) throws BadFrameException {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        if (readable < LENGTH_LENGTH) {
            return;
        }
        int frameLength = in.getInt(start);
        if (frameLength < LENGTH_LENGTH || frameLength > maxFrameLengthBytes) {
            throw new BadFrameException("frame length " + frameLength + " (expected: 4 to " + maxFrameLengthBytes + ")");
        }
        if (readable < LENGTH_LENGTH + frameLength) {
            if (readable >= FrameCodec.PREFIX_LENGTH) {
                FrameCodec.checkHeader(in.getInt(start + LENGTH_LENGTH), frameLength);
            }
            return;
        }
        out.add(FrameCodec.decode(in, start + LENGTH_LENGTH, frameLength));
        in.readerIndex(start + LENGTH_LENGTH + frameLength);
    }
}
