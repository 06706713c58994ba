package io.ternmq.benchmarks.measure;

import java.util.List;
import java.util.Locale;

/** The kinds of work that are compared. */
public enum Work {
    /** One message per call, the caller waits for the answer; the level is the number of threads. */
    SYNC("threads"),
    /** Answers come to a callback; the level is the number of messages under way. */
    ASYNC("in flight"),
    /** Four threads send lists, each waiting for the answer; the level is the number of messages in a list. */
    BATCH("per batch"),
    /** A push consumer empties a topic that was filled before; the level is the number of its threads. */
    DRAIN("threads"),
    /** Sending at a fixed rate to a push consumer; the level is the number of messages per second. */
    LATENCY("per second");

    private static final int LARGE_BYTES = 16 * 1024;

    private final String levelUnit;

    Work(String levelUnit) {
        this.levelUnit = levelUnit;
    }

    /** What {@link Load#level()} counts for this work. */
    public String levelUnit() {
        return levelUnit;
    }

    /** The name on the command line and in reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the broker's flush mode matters to it. */
    public boolean writes() {
        return this != DRAIN;
    }

    /** The levels to run for messages of this size. Large messages get levels that keep to the megabytes a second of a small machine. */
    public List<Integer> levels(int sizeBytes) {
        boolean large = sizeBytes > LARGE_BYTES;
        return switch (this) {
            case SYNC -> List.of(1, 8, 64);
            case ASYNC -> List.of(large ? 64 : 512);
            case BATCH -> List.of(large ? 8 : 32);
            case DRAIN -> List.of(20);
            case LATENCY -> large ? List.of(200) : List.of(1000, 5000);
        };
    }

    /** The work of this label; refuses others by name. */
    public static Work of(String label) {
        for (Work work : values()) {
            if (work.label().equals(label)) {
                return work;
            }
        }
        throw new IllegalArgumentException("case: " + label + " (expected: sync, async, batch, drain or latency)");
    }
}
