package io.ternmq.wire.frame;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/** A growing array in which a header is written before it goes into its buffer in one copy. One per thread, reused. */
final class HeaderBuffer {
    private static final int FIRST_CAPACITY = 1024;
    private static final int MAX_KEPT_CAPACITY = 64 * 1024;
    private static final FastThreadLocal<HeaderBuffer> PER_THREAD = new FastThreadLocal<>() {
        @Override
        protected HeaderBuffer initialValue() {
            return new HeaderBuffer();
        }
    };

    // What stands for itself in a JSON string
    private static final boolean[] IS_PLAIN = new boolean[128];

    static {
        for (int c = ' '; c < IS_PLAIN.length; c++) {
            IS_PLAIN[c] = c != '"' && c != '\\';
        }
    }

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    private HeaderBuffer() {
    }

    /** This thread's buffer, empty. */
    static HeaderBuffer empty() {
        HeaderBuffer buffer = PER_THREAD.get();
        buffer.length = 0;
        if (buffer.bytes.length > MAX_KEPT_CAPACITY) {
            buffer.bytes = new byte[FIRST_CAPACITY];
        }
        return buffer;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void ascii(byte[] text) {
        ensure(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    void raw(byte[] source, int start, int count) {
        ensure(count);
        System.arraycopy(source, start, bytes, length, count);
        length += count;
    }

    void decimal(long value) {
        ensure(Decimal.MAX_LONG_LENGTH);
        length = Decimal.write(bytes, length, value);
    }

    void i8(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void i16(int value) {
        ensure(2);
        setI16(length, value);
        length += 2;
    }

    void i32(int value) {
        ensure(4);
        setI32(length, value);
        length += 4;
    }

    void setI16(int index, int value) {
        bytes[index] = (byte) (value >>> 8);
        bytes[index + 1] = (byte) value;
    }

    void setI32(int index, int value) {
        setI16(index, value >>> 16);
        setI16(index + 2, value);
    }

    /** Writes text as UTF-8. */
    void utf8(String text) {
        int count = text.length();
        ensure(count * 3);
        byte[] out = bytes;
        int to = length;
        int i = 0;
        for (; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                break;
            }
            out[to++] = (byte) c;
        }
        length = to;
        while (i < count) {
            i += multiByteChar(text, i);
        }
    }

    /** Writes a name and the beginning of its text, with a comma before it unless it is the first of its object. */
    void jsonMember(String name, boolean isFirst) {
        ensure(2);
        if (!isFirst) {
            bytes[length++] = ',';
        }
        bytes[length++] = '"';
        jsonString(name);
        ensure(3);
        bytes[length++] = '"';
        bytes[length++] = ':';
        bytes[length++] = '"';
    }

    /** Writes text as the inside of a JSON string. */
    void jsonString(String text) {
        int count = text.length();
        ensure(count * 6);
        byte[] out = bytes;
        int to = length;
        int i = 0;
        for (; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || !IS_PLAIN[c]) {
                break;
            }
            out[to++] = (byte) c;
        }
        length = to;
        while (i < count) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                i += multiByteChar(text, i);
            } else {
                jsonAscii((byte) c);
                i++;
            }
        }
    }

    /** Writes UTF-8 bytes as the inside of a JSON string. */
    void jsonString(byte[] source, int start, int count) {
        ensure(count * 6);
        for (int i = start; i < start + count; i++) {
            jsonAscii(source[i]);
        }
    }

    private void jsonAscii(byte c) {
        if (c < 0 || IS_PLAIN[c]) {
            bytes[length++] = c;
            return;
        }
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = c;
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = (byte) ('0' + (c >> 4));
                bytes[length++] = (byte) Character.forDigit(c & 0xF, 16);
            }
        }
    }

    // Writes the character at index i, with the second half of its pair; returns how many chars it was.
    private int multiByteChar(String text, int i) {
        char c = text.charAt(i);
        if (c < 0x80) {
            bytes[length++] = (byte) c;
        } else if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | c >> 6);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        } else if (!Character.isSurrogate(c)) {
            bytes[length++] = (byte) (0xE0 | c >> 12);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
            int codePoint = Character.toCodePoint(c, text.charAt(i + 1));
            bytes[length++] = (byte) (0xF0 | codePoint >> 18);
            bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
            return 2;
        } else {
            bytes[length++] = '?';
        }
        return 1;
    }

    private void ensure(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
