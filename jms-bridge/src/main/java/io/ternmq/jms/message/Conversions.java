package io.ternmq.jms.message;

import jakarta.jms.MessageFormatException;

/** The conversion table of properties, map values and stream values (Jakarta Messaging 3.1, 3.5.4 and 3.11.3). */
final class Conversions {
    private Conversions() {
    }

    static boolean toBoolean(Object value) throws MessageFormatException {
        if (value == null || value instanceof String) {
            return Boolean.parseBoolean((String) value);
        } else if (value instanceof Boolean bool) {
            return bool;
        }
        throw cannot(value, "boolean");
    }

    static byte toByte(Object value) throws MessageFormatException {
        if (value == null || value instanceof String) {
            return Byte.parseByte((String) value);
        } else if (value instanceof Byte number) {
            return number;
        }
        throw cannot(value, "byte");
    }

    static short toShort(Object value) throws MessageFormatException {
        if (value == null || value instanceof String) {
            return Short.parseShort((String) value);
        } else if (value instanceof Byte || value instanceof Short) {
            return ((Number) value).shortValue();
        }
        throw cannot(value, "short");
    }

    static char toChar(Object value) throws MessageFormatException {
        if (value == null) {
            throw new NullPointerException("a null value cannot be read as char");
        } else if (value instanceof Character character) {
            return character;
        }
        throw cannot(value, "char");
    }

    static int toInt(Object value) throws MessageFormatException {
        if (value == null || value instanceof String) {
            return Integer.parseInt((String) value);
        } else if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).intValue();
        }
        throw cannot(value, "int");
    }

    static long toLong(Object value) throws MessageFormatException {
        if (value == null || value instanceof String) {
            return Long.parseLong((String) value);
        } else if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw cannot(value, "long");
    }

    static float toFloat(Object value) throws MessageFormatException {
        if (value == null || value instanceof String) {
            // null: the specification asks for what valueOf does, which is NullPointerException here
            return Float.parseFloat((String) value);
        } else if (value instanceof Float number) {
            return number;
        }
        throw cannot(value, "float");
    }

    static double toDouble(Object value) throws MessageFormatException {
        if (value == null || value instanceof String) {
            return Double.parseDouble((String) value);
        } else if (value instanceof Float || value instanceof Double) {
            return ((Number) value).doubleValue();
        }
        throw cannot(value, "double");
    }

    static String toText(Object value) throws MessageFormatException {
        if (value instanceof byte[]) {
            throw cannot(value, "String");
        }
        return value == null ? null : value.toString();
    }

    static byte[] toBytes(Object value) throws MessageFormatException {
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        throw cannot(value, "byte[]");
    }

    /** Refuses what setObject, writeObject and setObjectProperty may not take. */
    static void requireValue(Object value, boolean isBody) throws MessageFormatException {
        boolean isValue = value == null || value instanceof String || value instanceof Boolean || value instanceof Byte
            || value instanceof Short || value instanceof Integer || value instanceof Long || value instanceof Float
            || value instanceof Double || isBody && (value instanceof Character || value instanceof byte[]);
        if (!isValue) {
            throw MessageErrors.format("A value of type " + value.getClass().getName() + " (expected: a primitive type's class or String"
                + (isBody ? ", or byte[])" : ")"), null);
        }
    }

    private static MessageFormatException cannot(Object value, String type) {
        return MessageErrors.format("A value of type " + value.getClass().getName() + " cannot be read as " + type, null);
    }
}
