package io.ternmq.wire.jms;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The typed block of application properties, carried as the RocketMQ property {@value #PROPERTY}.
 *
 * <pre>
 * block  = "v1;" entry*
 * entry  = type name "=" value ";"        name and value escaped
 * type   = S String | Z boolean | B byte | H short | I int | J long | F float | D double | N null (empty value)
 * </pre>
 * Order is kept. The block is authoritative: the plain copies that native consumers see are never read back.
 */
public final class JmsProperties {
    /** Name of the RocketMQ property that carries the block. */
    public static final String PROPERTY = "JMSP";
    /** More properties than this are refused, in both directions. */
    public static final int MAX_COUNT = 4096;
    /** A block longer than this, in chars, is refused, in both directions. */
    public static final int MAX_LENGTH = 4 << 20;

    private static final String VERSION_1 = "v1;";

    private JmsProperties() {
    }

    /**
     * Writes the block.
     *
     * @param properties values of the nine types above
     * @return the block, or null for no properties
     * @throws IllegalArgumentException for a value of another type, or when a limit is exceeded
     */
    public static String encode(Map<String, ?> properties) {
        if (properties.isEmpty()) {
            return null;
        }
        requireWithin("properties", properties.size(), MAX_COUNT);
        StringBuilder out = new StringBuilder(16 + 24 * properties.size()).append(VERSION_1);
        properties.forEach((name, value) -> {
            out.append(typeOf(name, value));
            Escapes.escape(name, out);
            out.append('=');
            if (value != null) {
                Escapes.escape(value.toString(), out);
            }
            out.append(';');
        });
        requireWithin("property block length", out.length(), MAX_LENGTH);
        return out.toString();
    }

    /**
     * Reads the block.
     *
     * @param block what {@link #encode} wrote, or null
     * @return a new, mutable map in the order of writing
     * @throws BadBlockException when the block is malformed, too long, or of an unknown version
     */
    public static Map<String, Object> decode(String block) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (block == null) {
            return properties;
        }
        requireWithin("property block length", block.length(), MAX_LENGTH);
        requireVersion(block);
        int from = VERSION_1.length();
        while (from < block.length()) {
            int end = block.indexOf(';', from);
            int equals = block.indexOf('=', from);
            if (end < 0 || equals < 0 || equals > end || equals == from) {
                throw new BadBlockException("property entry at " + from + " (expected: type name = value ;)");
            }
            String name = Escapes.unescape(block.substring(from + 1, equals));
            properties.put(name, parse(block.charAt(from), name, block.substring(equals + 1, end)));
            requireWithin("properties", properties.size(), MAX_COUNT);
            from = end + 1;
        }
        return properties;
    }

    static void requireVersion(String block) {
        if (!block.startsWith(VERSION_1)) {
            throw new BadBlockException("block begins with '" + block.substring(0, Math.min(8, block.length()))
                + "' (expected: '" + VERSION_1 + "')");
        }
    }

    private static char typeOf(String name, Object value) {
        if (value == null) {
            return 'N';
        } else if (value instanceof String) {
            return 'S';
        } else if (value instanceof Boolean) {
            return 'Z';
        } else if (value instanceof Number number) {
            return typeOf(name, number);
        }
        throw unsupported(name, value);
    }

    private static char typeOf(String name, Number value) {
        if (value instanceof Integer) {
            return 'I';
        } else if (value instanceof Long) {
            return 'J';
        } else if (value instanceof Double) {
            return 'D';
        } else if (value instanceof Float) {
            return 'F';
        } else if (value instanceof Short) {
            return 'H';
        } else if (value instanceof Byte) {
            return 'B';
        }
        throw unsupported(name, value);
    }

    private static IllegalArgumentException unsupported(String name, Object value) {
        return new IllegalArgumentException("property " + name + " is a " + value.getClass().getName()
            + " (expected: String, boolean or a primitive number)");
    }

    static Object parse(char type, String name, String value) {
        try {
            return switch (type) {
                case 'S' -> Escapes.unescape(value);
                case 'Z' -> Boolean.valueOf(value);
                case 'B' -> Byte.valueOf(value);
                case 'H' -> Short.valueOf(value);
                case 'I' -> Integer.valueOf(value);
                case 'J' -> Long.valueOf(value);
                case 'F' -> Float.valueOf(value);
                case 'D' -> Double.valueOf(value);
                case 'N' -> null;
                default -> throw new BadBlockException("property " + name + " has type " + type + " (expected: one of SZBHIJFDN)");
            };
        } catch (NumberFormatException e) {
            throw new BadBlockException("property " + name + " of type " + type + ": '" + value + "' (expected: a number)", e);
        }
    }

    private static void requireWithin(String what, int value, int limit) {
        if (value > limit) {
            throw new BadBlockException(what + ": " + value + " (expected: at most " + limit + ")");
        }
    }
}
