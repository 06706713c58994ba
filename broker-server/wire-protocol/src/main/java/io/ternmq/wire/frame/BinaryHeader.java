package io.ternmq.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * RocketMQ's binary header (PROTOCOL §1.1):
 *
 * <pre>
 * code i16 | language u8 | version i16 | opaque i32 | flag i32 | remark: i32 length, UTF-8
 * | fields: i32 total length, then repeated { i16 length, key, i32 length, value }
 * </pre>
 *
 * A length of 0 stands for null: such a remark is null, such a field is left out.
 */
final class BinaryHeader {
    private static final int FIXED_LENGTH = 2 + 1 + 2 + 4 + 4 + 4 + 4;

    private BinaryHeader() {
    }

    /** Whether the code fits the encoding's 16 bits. */
    static boolean canCarry(int code) {
        return code == (short) code;
    }

    static void write(Frame frame, HeaderBuffer out) {
        out.i16(frame.code());
        out.i8(frame.language());
        out.i16(frame.version());
        out.i32(frame.opaque());
        out.i32(frame.flags());
        int remarkAt = out.length();
        out.i32(0);
        if (frame.remark() != null) {
            out.utf8(frame.remark());
            out.setI32(remarkAt, out.length() - remarkAt - 4);
        }
        int fieldsAt = out.length();
        out.i32(0);
        writeFields(frame.fields(), out);
        out.setI32(fieldsAt, out.length() - fieldsAt - 4);
    }

    private static void writeFields(HeaderFields fields, HeaderBuffer out) {
        for (int i = 0; i < fields.size(); i++) {
            int keyAt = out.length();
            out.i16(0);
            out.utf8(fields.key(i));
            int keyLength = out.length() - keyAt - 2;
            if (keyLength > Short.MAX_VALUE) {
                throw new IllegalArgumentException("field name of " + keyLength + " bytes (expected: <= " + Short.MAX_VALUE + ")");
            }
            out.setI16(keyAt, keyLength);
            int valueAt = out.length();
            out.i32(0);
            if (fields.isBytes(i)) {
                out.raw(fields.bytes(), fields.start(i), fields.length(i));
            } else {
                out.utf8(fields.value(i));
            }
            out.setI32(valueAt, out.length() - valueAt - 4);
        }
    }

    static void read(byte[] in, Frame frame) throws BadFrameException {
        if (in.length < FIXED_LENGTH) {
            throw new BadFrameException("binary header of " + in.length + " bytes (expected: >= " + FIXED_LENGTH + ")");
        }
        frame.fields().backing(in);
        frame.code((short) i16(in, 0));
        frame.language(in[2] & 0xFF);
        frame.version((short) i16(in, 3));
        frame.opaque(i32(in, 5));
        frame.flags(i32(in, 9));
        int at = 17;
        int remarkLength = length(i32(in, 13), in.length - at - 4, "remark");
        if (remarkLength > 0) {
            frame.remark(new String(in, at, remarkLength, UTF_8));
        }
        at += remarkLength;
        int fieldsLength = length(i32(in, at), in.length - at - 4, "fields");
        at += 4;
        readFields(in, at, at + fieldsLength, frame.fields());
    }

    private static void readFields(byte[] in, int from, int end, HeaderFields fields) throws BadFrameException {
        int at = from;
        while (at < end) {
            int keyLength = length(end - at < 2 ? -1 : (short) i16(in, at), end - at - 6, "field name");
            int keyAt = at + 2;
            at = keyAt + keyLength;
            int valueLength = length(i32(in, at), end - at - 4, "field value");
            int valueAt = at + 4;
            at = valueAt + valueLength;
            if (keyLength > 0 && valueLength > 0) {
                fields.putSpan(KnownKeys.of(in, keyAt, keyLength), valueAt, valueLength);
            }
        }
    }

    private static int length(int length, int available, String what) throws BadFrameException {
        if (length < 0 || length > available) {
            throw new BadFrameException(
                "binary header has a " + what + " length of " + length + " (expected: 0 to " + Math.max(available, 0) + ")");
        }
        return length;
    }

    private static int i16(byte[] in, int at) {
        return (in[at] & 0xFF) << 8 | in[at + 1] & 0xFF;
    }

    private static int i32(byte[] in, int at) {
        return i16(in, at) << 16 | i16(in, at + 2);
    }
}
