package io.ternmq.wire.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The named fields of a header (RocketMQ's extFields) in the order in which they came. Keys are unique; a header has few of
 * them, so look-up is linear. A value is kept as the bytes it arrived in until somebody asks for a String, and numbers are
 * read from and written to bytes directly. Not thread safe: owned by whoever owns the frame.
 */
public final class HeaderFields {
    // The most that a common answer has, and the most that a common request has.
    private static final int ANSWER_CAPACITY = 8;
    private static final int REQUEST_CAPACITY = 16;
    // Look-up is linear, so a header full of fields would hold up its event loop; real ones have up to some thirty.
    private static final int MAX_RECEIVED_FIELDS = 512;
    private static final String[] NONE = {};
    private static final long[] NO_SPANS = {};
    private static final byte[] NO_BYTES = {};

    private String[] keys = NONE;
    // Entry i is a String, or null while the value is only bytes[start, start + length) with span = start << 32 | length.
    private String[] values = NONE;
    private long[] spans = NO_SPANS;
    private int size;
    // One bit per key, by hash: tells of most absent keys that they are, without a search.
    private long keyBits;
    private byte[] bytes = NO_BYTES;
    private int bytesLength;

    HeaderFields() {
    }

    /** How many fields there are. */
    public int size() {
        return size;
    }

    /** The name of field {@code index}, from 0. */
    public String key(int index) {
        return keys[checked(index)];
    }

    /** The value of field {@code index}, from 0; never null. */
    public String value(int index) {
        String value = values[checked(index)];
        if (value == null) {
            value = new String(bytes, start(index), length(index), StandardCharsets.UTF_8);
            values[index] = value;
        }
        return value;
    }

    /** Whether there is a field of this name. */
    public boolean has(String key) {
        return indexOf(key) >= 0;
    }

    /** The value, or null when the field is absent. */
    public String get(String key) {
        int index = indexOf(key);
        return index < 0 ? null : value(index);
    }

    /** The value of a field that must be there. */
    public String require(String key) {
        return value(requireIndex(key));
    }

    /**
     * As {@link #require}, for names that come again and again, such as topics and groups: gives the same String again for most of
     * them.
     */
    public String requireName(String key) {
        return nameAt(requireIndex(key));
    }

    /** As {@link #get}, for such names. */
    public String getName(String key) {
        int index = indexOf(key);
        return index < 0 ? null : nameAt(index);
    }

    public int requireInt(String key) {
        return intAt(requireIndex(key));
    }

    public long requireLong(String key) {
        return longAt(requireIndex(key));
    }

    /** The number, or {@code ifAbsent}; a value that is no 32-bit number is refused, not replaced. */
    public int getInt(String key, int ifAbsent) {
        int index = indexOf(key);
        return index < 0 ? ifAbsent : intAt(index);
    }

    /** The number, or {@code ifAbsent}; a value that is no 64-bit number is refused, not replaced. */
    public long getLong(String key, long ifAbsent) {
        int index = indexOf(key);
        return index < 0 ? ifAbsent : longAt(index);
    }

    /** True for {@code true} in any case, false for any other value, {@code ifAbsent} when the field is absent. */
    public boolean getBoolean(String key, boolean ifAbsent) {
        int index = indexOf(key);
        if (index < 0) {
            return ifAbsent;
        }
        return values[index] != null ? Boolean.parseBoolean(values[index]) : isTrue(start(index), length(index));
    }

    /** A copy of the value's UTF-8 bytes, or null when the field is absent. Makes no String. */
    public byte[] getBytes(String key) {
        int index = indexOf(key);
        if (index < 0) {
            return null;
        }
        return isBytes(index) ? Arrays.copyOfRange(bytes, start(index), start(index) + length(index))
            : values[index].getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Appends the value's UTF-8 bytes to {@code out} and returns how many they were; 0 when the field is absent. Makes no
     * String.
     */
    public int appendTo(String key, ByteBuf out) {
        int index = indexOf(key);
        if (index < 0) {
            return 0;
        }
        if (isBytes(index)) {
            out.writeBytes(bytes, start(index), length(index));
            return length(index);
        }
        return ByteBufUtil.writeUtf8(out, values[index]);
    }

    /** Sets a field; a null value leaves the fields as they are. */
    public HeaderFields put(String key, String value) {
        if (value != null) {
            int slot = slotFor(key);
            values[slot] = value;
        }
        return this;
    }

    public HeaderFields put(String key, int value) {
        return put(key, (long) value);
    }

    public HeaderFields put(String key, long value) {
        int slot = slotFor(key);
        if (bytes.length - bytesLength < Decimal.MAX_LONG_LENGTH) {
            bytes = Arrays.copyOf(bytes, Math.max(4 * Decimal.MAX_LONG_LENGTH, bytes.length * 2));
        }
        int end = Decimal.write(bytes, bytesLength, value);
        values[slot] = null;
        spans[slot] = span(bytesLength, end - bytesLength);
        bytesLength = end;
        return this;
    }

    public HeaderFields put(String key, boolean value) {
        return put(key, value ? "true" : "false");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(keys[i]).append('=').append(value(i));
        }
        return text.append('}').toString();
    }

    // Decoding: the header's bytes become the backing of all values, and of numbers that are put later.
    void backing(byte[] header) {
        bytes = header;
        bytesLength = header.length;
        grow(REQUEST_CAPACITY);
    }

    void putSpan(String key, int start, int length) throws BadFrameException {
        int slot = slotFor(key);
        if (slot >= MAX_RECEIVED_FIELDS) {
            throw new BadFrameException("header with more than " + MAX_RECEIVED_FIELDS + " fields (expected: fewer)");
        }
        values[slot] = null;
        spans[slot] = span(start, length);
    }

    boolean isBytes(int index) {
        // A String made from bytes is only a cached view of them.
        return spans[index] != 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int index) {
        return (int) (spans[index] >>> 32) - 1;
    }

    int length(int index) {
        return (int) spans[index];
    }

    // Starts are stored plus one, so that 0 is no span.
    private static long span(int start, int length) {
        return (long) (start + 1) << 32 | length;
    }

    private int slotFor(String key) {
        int index = indexOf(key);
        if (index >= 0) {
            spans[index] = 0;
            return index;
        }
        if (size == keys.length) {
            grow(Math.max(ANSWER_CAPACITY, size * 2));
        }
        keyBits |= 1L << key.hashCode();
        keys[size] = key;
        return size++;
    }

    private void grow(int capacity) {
        keys = Arrays.copyOf(keys, capacity);
        values = Arrays.copyOf(values, capacity);
        spans = Arrays.copyOf(spans, capacity);
    }

    private int indexOf(String key) {
        if ((keyBits & 1L << key.hashCode()) == 0) {
            return -1;
        }
        // Known keys are interned, so the first pass nearly always answers.
        for (int i = 0; i < size; i++) {
            if (isSame(keys[i], key)) {
                return i;
            }
        }
        for (int i = 0; i < size; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSame(Object a, Object b) {
        return a == b;
    }

    private int requireIndex(String key) {
        int index = indexOf(key);
        if (index < 0) {
            throw BadFieldException.missing(key);
        }
        return index;
    }

    private String nameAt(int index) {
        if (values[index] == null) {
            values[index] = RecentNames.of(bytes, start(index), length(index));
        }
        return values[index];
    }

    private int intAt(int index) {
        long value = longAt(index, "a 32-bit integer");
        if (value != (int) value) {
            throw BadFieldException.unreadable(keys[index], value(index), "a 32-bit integer");
        }
        return (int) value;
    }

    private long longAt(int index) {
        return longAt(index, "a 64-bit integer");
    }

    private long longAt(int index, String expected) {
        if (isBytes(index)) {
            if (!Decimal.isLong(bytes, start(index), length(index))) {
                throw BadFieldException.unreadable(keys[index], value(index), expected);
            }
            return Decimal.parse(bytes, start(index), length(index));
        }
        try {
            return Long.parseLong(values[index]);
        } catch (NumberFormatException e) {
            throw BadFieldException.unreadable(keys[index], values[index], expected);
        }
    }

    private boolean isTrue(int start, int length) {
        return length == 4 && (bytes[start] | 0x20) == 't' && (bytes[start + 1] | 0x20) == 'r' && (bytes[start + 2] | 0x20) == 'u'
            && (bytes[start + 3] | 0x20) == 'e';
    }

    private int checked(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("field " + index + " of " + size);
        }
        return index;
    }
}
