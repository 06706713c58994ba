package io.ternmq.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/**
 * The Strings last made for names that come again and again: topics, groups, brokers. Saves making them anew for every message, and
 * hashing them anew when they are looked up. Each thread has its own, of bounded size.
 */
final class RecentNames {
    static final int MAX_NAME_LENGTH = 128;
    private static final int TABLE_SIZE = 512;
    /** Of misses one in sixteen replaces a name: with more names than there is room for, keeping each for the next one's sake would only cost. */
    private static final int REPLACE_MASK = 15;
    private static final FastThreadLocal<RecentNames> PER_THREAD = new FastThreadLocal<>() {
        @Override
        protected RecentNames initialValue() {
            return new RecentNames();
        }
    };

    private final String[] names = new String[TABLE_SIZE];
    private final byte[][] nameBytes = new byte[TABLE_SIZE][];
    private int misses;

    private RecentNames() {
    }

    static String of(byte[] bytes, int start, int length) {
        if (length == 0 || length > MAX_NAME_LENGTH) {
            return new String(bytes, start, length, UTF_8);
        }
        return PER_THREAD.get().find(bytes, start, length);
    }

    private String find(byte[] bytes, int start, int length) {
        int end = start + length;
        int hash = length;
        // The ends of names differ more often than their beginnings.
        for (int i = Math.max(start, end - 8); i < end; i++) {
            hash = hash * 31 + bytes[i];
        }
        hash = hash * 31 + bytes[start];
        int slot = (hash ^ hash >>> 9) & TABLE_SIZE - 1;
        byte[] known = nameBytes[slot];
        if (known != null && known.length == length && Arrays.equals(known, 0, length, bytes, start, end)) {
            return names[slot];
        }
        String name = new String(bytes, start, length, UTF_8);
        if (known == null || (++misses & REPLACE_MASK) == 0) {
            nameBytes[slot] = Arrays.copyOfRange(bytes, start, end);
            names[slot] = name;
        }
        return name;
    }
}
