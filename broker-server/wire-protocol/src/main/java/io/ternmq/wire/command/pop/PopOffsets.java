package io.ternmq.wire.command.pop;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of a {@link PopReply} by queue.
 *
 * <pre>
 * startOffsetInfo = entry (";" entry)*     entry = retry " " queueId " " startOffset
 * orderCountInfo  = entry (";" entry)*     entry = retry " " queueId " " count | retry " qo" queueId "%" queueOffset " " count
 * </pre>
 */
public final class PopOffsets {
    private static final int PARTS = 3;

    private final Map<String, Long> numbers = new HashMap<>();

    private PopOffsets() {
    }

    /**
     * Reads the text.
     *
     * @param text null or empty has no entries
     * @throws IllegalArgumentException naming the text when it is none
     */
    public static PopOffsets parse(String text) {
        PopOffsets offsets = new PopOffsets();
        if (text != null && !text.isEmpty()) {
            for (String entry : text.split(";")) {
                String[] parts = entry.split(" ");
                if (parts.length != PARTS) {
                    throw new IllegalArgumentException("pop offsets '" + text + "' (expected: entries of three parts)");
                }
                offsets.numbers.put(parts[0] + " " + parts[1], Long.parseLong(parts[2]));
            }
        }
        return offsets;
    }

    /** The number of a queue, or {@code ifAbsent}. */
    public long ofQueue(int retry, int queueId, long ifAbsent) {
        return numbers.getOrDefault(retry + " " + queueId, ifAbsent);
    }

    /** The number of a message, or of its queue when there is none, or {@code ifAbsent}. */
    public long ofMessage(int retry, int queueId, long queueOffset, long ifAbsent) {
        Long number = numbers.get(retry + " qo" + queueId + "%" + queueOffset);
        return number == null ? ofQueue(retry, queueId, ifAbsent) : number;
    }
}
