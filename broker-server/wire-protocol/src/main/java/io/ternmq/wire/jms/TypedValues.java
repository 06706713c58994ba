package io.ternmq.wire.jms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bodies of map and stream messages.
 *
 * <pre>
 * stream = u8 1 | value*                            map = u8 1 | ( value(String) value )*
 * value  = u8 tag, then
 *   0 null: nothing     1 boolean: u8      2 byte: i8      3 short: i16    4 char: u16     5 int: i32
 *   6 long: i64         7 float: i32 bits  8 double: i64 bits
 *   9 String: i32 length, UTF-8           10 byte[]: i32 length, bytes
 *  11 String that UTF-8 cannot carry (a surrogate without its partner): i32 length in bytes, UTF-16, big-endian
 * </pre>
 */
public final class TypedValues {
    private static final int VERSION = 1;

    private TypedValues() {
    }

    /**
     * Writes a stream body.
     *
     * @param values null, the boxes of the eight primitive types, String, byte[]
     * @throws IllegalArgumentException for a value of another type
     */
    public static byte[] encodeStream(List<?> values) {
        return encode(out -> {
            for (Object value : values) {
                write(out, value);
            }
        });
    }

    /**
     * Writes a map body.
     *
     * @param values as for {@link #encodeStream}
     * @throws IllegalArgumentException for a value of another type
     */
    public static byte[] encodeMap(Map<String, ?> values) {
        return encode(out -> {
            for (Map.Entry<String, ?> entry : values.entrySet()) {
                write(out, entry.getKey());
                write(out, entry.getValue());
            }
        });
    }

    /**
     * Reads a stream body.
     *
     * @return a new, mutable list
     * @throws BadBlockException when the bytes are not such a body
     */
    public static List<Object> decodeStream(byte[] body) {
        List<Object> values = new ArrayList<>();
        decode(body, in -> values.add(read(in)));
        return values;
    }

    /**
     * Reads a map body.
     *
     * @return a new, mutable map in the order of writing
     * @throws BadBlockException when the bytes are not such a body
     */
    public static Map<String, Object> decodeMap(byte[] body) {
        Map<String, Object> values = new LinkedHashMap<>();
        decode(body, in -> {
            if (!(read(in) instanceof String name)) {
                throw new BadBlockException("map entry before byte " + in.position() + " has no name");
            }
            values.put(name, read(in));
        });
        return values;
    }

    private static byte[] encode(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static void decode(byte[] body, Reader reader) {
        if (body.length == 0) {
            return;
        }
        if (body[0] != VERSION) {
            throw new BadBlockException("typed body version: " + body[0] + " (expected: " + VERSION + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        in.get();
        try {
            while (in.hasRemaining()) {
                reader.read(in);
            }
        } catch (BufferUnderflowException e) {
            throw new BadBlockException("typed body of " + body.length + " bytes is cut short", e);
        }
    }

    private static void write(DataOutputStream out, Object value) throws IOException {
        if (value == null) {
            out.writeByte(0);
        } else if (value instanceof String text) {
            writeText(out, text);
        } else if (value instanceof byte[] bytes) {
            writeBytes(out, 10, bytes);
        } else if (value instanceof Boolean bool) {
            out.writeByte(1);
            out.writeBoolean(bool);
        } else if (value instanceof Character character) {
            out.writeByte(4);
            out.writeChar(character);
        } else {
            writeNumber(out, value);
        }
    }

    private static void writeNumber(DataOutputStream out, Object value) throws IOException {
        if (value instanceof Byte number) {
            out.writeByte(2);
            out.writeByte(number);
        } else if (value instanceof Short number) {
            out.writeByte(3);
            out.writeShort(number);
        } else if (value instanceof Integer number) {
            out.writeByte(5);
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte(6);
            out.writeLong(number);
        } else if (value instanceof Float number) {
            out.writeByte(7);
            out.writeFloat(number);
        } else if (value instanceof Double number) {
            out.writeByte(8);
            out.writeDouble(number);
        } else {
            throw new IllegalArgumentException("value of type " + value.getClass().getName()
                + " (expected: a primitive type, String or byte[])");
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        boolean hasLoneSurrogate = false;
        for (int i = 0; i < text.length() && !hasLoneSurrogate; i++) {
            hasLoneSurrogate = Character.isSurrogate(text.charAt(i)) && !Escapes.isPaired(text, i);
        }
        if (hasLoneSurrogate) {
            // getBytes would replace the surrogate
            writeBytes(out, 11, utf16(text));
        } else {
            writeBytes(out, 9, text.getBytes(UTF_8));
        }
    }

    private static byte[] utf16(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * text.length());
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    private static void writeBytes(DataOutputStream out, int tag, byte[] bytes) throws IOException {
        out.writeByte(tag);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static Object read(ByteBuffer in) {
        int tag = in.get();
        return switch (tag) {
            case 0 -> null;
            case 1 -> in.get() != 0;
            case 2 -> in.get();
            case 3 -> in.getShort();
            case 4 -> in.getChar();
            case 5 -> in.getInt();
            case 6 -> in.getLong();
            case 7 -> in.getFloat();
            case 8 -> in.getDouble();
            case 9 -> new String(readBytes(in), UTF_8);
            case 10 -> readBytes(in);
            case 11 -> ByteBuffer.wrap(readBytes(in)).asCharBuffer().toString();
            default -> throw new BadBlockException("value tag: " + tag + " at byte " + (in.position() - 1) + " (expected: 0 to 11)");
        };
    }

    private static byte[] readBytes(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BadBlockException("value length: " + length + " (expected: 0 to " + in.remaining() + ")");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    @FunctionalInterface
    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Reader {
        void read(ByteBuffer in);
    }
}
