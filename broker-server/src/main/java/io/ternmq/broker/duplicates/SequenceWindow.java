package io.ternmq.broker.duplicates;

import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateWriter;
import java.util.Arrays;

/** Which of the newest {@value #SIZE} sequences of a producer are stored. Engine thread. */
final class SequenceWindow {
    /** A producer has no more sends without an answer than this lies between their sequences. */
    static final int SIZE = 4096;

    private final long[] bits = new long[SIZE / Long.SIZE];
    private long highest;
    private long lastMs;

    /** When a message was last stored. */
    long lastMs() {
        return lastMs;
    }

    /** Whether it is stored, or so old that nobody waits for its answer any more. */
    boolean contains(long sequence) {
        return sequence <= highest && (sequence <= highest - SIZE || isSet(sequence));
    }

    void add(long sequence, long nowMs) {
        lastMs = nowMs;
        if (sequence > highest) {
            clear(Math.max(highest + 1, sequence - SIZE + 1), sequence);
            highest = sequence;
        }
        if (sequence > highest - SIZE) {
            bits[word(sequence)] |= 1L << sequence;
        }
    }

    private void clear(long from, long to) {
        if (to - from >= SIZE - 1) {
            Arrays.fill(bits, 0);
            return;
        }
        for (long sequence = from; sequence <= to; sequence++) {
            bits[word(sequence)] &= ~(1L << sequence);
        }
    }

    private boolean isSet(long sequence) {
        return (bits[word(sequence)] & 1L << sequence) != 0;
    }

    private static int word(long sequence) {
        return (int) (sequence / Long.SIZE) & SIZE / Long.SIZE - 1;
    }

    /** Few are missing as a rule: those are what is written. */
    void writeTo(StateWriter out) {
        long first = Math.max(1, highest - SIZE + 1);
        int missing = 0;
        for (long sequence = first; sequence <= highest; sequence++) {
            missing += isSet(sequence) ? 0 : 1;
        }
        out.putLong(lastMs).putVarLong(highest).putVarLong(missing);
        for (long sequence = first; sequence <= highest; sequence++) {
            if (!isSet(sequence)) {
                out.putVarLong(sequence - first);
            }
        }
    }

    static SequenceWindow readFrom(StateReader in) {
        SequenceWindow window = new SequenceWindow();
        window.lastMs = in.getLong();
        window.highest = in.getVarLong();
        Arrays.fill(window.bits, -1);
        if (window.highest < SIZE) {
            window.clear(window.highest + 1, SIZE);
        }
        long first = Math.max(1, window.highest - SIZE + 1);
        for (long missing = in.getVarLong(); missing > 0; missing--) {
            long sequence = first + in.getVarLong();
            window.clear(sequence, sequence);
        }
        return window;
    }
}
