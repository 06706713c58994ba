package io.ternmq.broker.schedule;

import java.util.ArrayList;
import java.util.List;

/** The configured delay levels, 1 to {@link #maxLevel()} (PROTOCOL §8.2). Immutable. */
public final class DelayLevels {
    /** Where delayed messages wait; queue id is level - 1. */
    public static final String TOPIC = "SCHEDULE_TOPIC_XXXX";

    private final long[] delaysMs;

    private DelayLevels(long[] delaysMs) {
        this.delaysMs = delaysMs;
    }

    /**
     * Parses a list such as {@code 1s 5s 2m 1h 1d}; {@code ms} is taken as well.
     *
     * @throws IllegalArgumentException naming the part that is not a delay
     */
    public static DelayLevels parse(String text) {
        List<Long> delays = new ArrayList<>();
        for (String part : text.strip().split("\\s+")) {
            delays.add(delayMs(part));
        }
        return new DelayLevels(delays.stream().mapToLong(Long::longValue).toArray());
    }

    private static long delayMs(String part) {
        int digits = 0;
        while (digits < part.length() && Character.isDigit(part.charAt(digits))) {
            digits++;
        }
        long unitMs = switch (part.substring(digits)) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 0;
        };
        if (unitMs == 0 || digits == 0 || digits > 9) {
            throw new IllegalArgumentException("delay '" + part + "', expected a number and one of ms, s, m, h, d");
        }
        return Long.parseLong(part.substring(0, digits)) * unitMs;
    }

    public int maxLevel() {
        return delaysMs.length;
    }

    /** {@code level}, or the highest one when it is above that. */
    public int clamp(int level) {
        return Math.min(level, delaysMs.length);
    }

    /** Delay of a level from 1 to {@link #maxLevel()}, in ms. */
    public long delayMs(int level) {
        return delaysMs[level - 1];
    }
}
