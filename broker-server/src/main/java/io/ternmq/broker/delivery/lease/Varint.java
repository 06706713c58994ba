package io.ternmq.broker.delivery.lease;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Variable-length numbers, 7 bits a byte, low bits first; and length-prefixed UTF-8 text. */
final class Varint {

    private Varint() {
    }

    static void write(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long read(ByteBuf in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint of more than 10 bytes at index " + in.readerIndex());
    }

    static int readInt(ByteBuf in) {
        long value = read(in);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("number " + value + " (expected: 0 to " + Integer.MAX_VALUE + ")");
        }
        return (int) value;
    }

    static void writeText(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(out, bytes.length);
        out.writeBytes(bytes);
    }

    static String readText(ByteBuf in) {
        byte[] bytes = new byte[readInt(in)];
        in.readBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
