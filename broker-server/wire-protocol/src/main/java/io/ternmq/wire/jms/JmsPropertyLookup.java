package io.ternmq.wire.jms;

import io.ternmq.wire.message.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds one property in a {@link JmsProperties} block that is left where it is stored: no map, and no text but the value that is
 * asked for.
 */
public final class JmsPropertyLookup {
    private static final int VERSION_LENGTH = 3;
    private static final int MAX_LONG_DIGITS = 18;

    private final byte[] name;

    /** @param name as the application has set it */
    public JmsPropertyLookup(String name) {
        StringBuilder escaped = new StringBuilder(name.length());
        Escapes.escape(name, escaped);
        this.name = escaped.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The property's value.
     *
     * @param buffer big-endian; not changed
     * @param index absolute index of the block
     * @param length of the block in bytes
     * @return null when it is absent, or was set to null
     * @throws BadBlockException when the block is malformed, as far as it was looked at
     */
    public Object find(ByteBuffer buffer, int index, int length) {
        int limit = index + length;
        if (length < VERSION_LENGTH || buffer.get(index) != 'v' || buffer.get(index + 1) != '1' || buffer.get(index + 2) != ';') {
            throw new BadBlockException("block begins with '" + text(buffer, index, Math.min(limit, index + VERSION_LENGTH))
                + "' (expected: 'v1;')");
        }
        int at = index + VERSION_LENGTH;
        while (at < limit) {
            int end = Bytes.indexOf(buffer, at, limit, (byte) ';');
            int equals = at + 1 + name.length;
            if (equals < end && buffer.get(equals) == '=' && Bytes.startsWith(buffer, at + 1, name)) {
                return value(buffer, (char) buffer.get(at), equals + 1, end);
            }
            at = end + 1;
        }
        return null;
    }

    private Object value(ByteBuffer buffer, char type, int from, int to) {
        return type == 'I' || type == 'J' ? number(buffer, type, from, to) : parsed(buffer, type, from, to);
    }

    private Object number(ByteBuffer buffer, char type, int from, int to) {
        boolean isNegative = from < to && buffer.get(from) == '-';
        int first = isNegative ? from + 1 : from;
        if (to - first < 1 || to - first > MAX_LONG_DIGITS) {
            return parsed(buffer, type, from, to);
        }
        long number = 0;
        for (int i = first; i < to; i++) {
            int digit = buffer.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return parsed(buffer, type, from, to);
            }
            number = 10 * number + digit;
        }
        number = isNegative ? -number : number;
        if (type == 'J') {
            return number;
        }
        return number == (int) number ? (Object) (int) number : parsed(buffer, type, from, to);
    }

    private Object parsed(ByteBuffer buffer, char type, int from, int to) {
        return JmsProperties.parse(type, new String(name, StandardCharsets.UTF_8), text(buffer, from, to));
    }

    private static String text(ByteBuffer buffer, int from, int to) {
        byte[] bytes = new byte[to - from];
        buffer.get(from, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
