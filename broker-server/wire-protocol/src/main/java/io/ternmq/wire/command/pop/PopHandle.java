package io.ternmq.wire.command.pop;

/**
 * What names a popped message when it is acknowledged or its time is changed: {@code extraInfo}, and the property {@code POP_CK} of
 * messages from a retry topic.
 *
 * <pre>
 * text = checkpointOffset popTime invisibleTime reviveQueueId retry brokerName queueId queueOffset     (blanks between)
 * retry = 0 the topic itself | 1 %RETRY%group_topic | 2 %RETRY%group+topic
 * </pre>
 *
 * @param checkpointOffset queue offset that the broker's note begins with
 * @param popTimeMs        when it was taken, by the broker's clock
 * @param invisibleTimeMs  until when, counted from then
 * @param reviveQueueId    where the broker notes it
 * @param retry            which topic it was taken from
 * @param brokerName       of the broker that it was taken from
 * @param queueId          of that topic
 * @param queueOffset      of the message in that queue
 */
public record PopHandle(long checkpointOffset, long popTimeMs, long invisibleTimeMs, int reviveQueueId, int retry, String brokerName,
        int queueId, long queueOffset) {
    /** Marks ordered pops. */
    public static final int ORDERED_REVIVE_QUEUE_ID = 999;
    public static final int NOT_RETRIED = 0;
    public static final int RETRY_V1 = 1;
    public static final int RETRY_V2 = 2;

    private static final int PARTS = 8;

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException naming the text when it is none
     */
    public static PopHandle parse(String text) {
        String[] parts = text.split(" ");
        try {
            if (parts.length != PARTS) {
                throw new IllegalArgumentException(parts.length + " parts");
            }
            return new PopHandle(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
                Integer.parseInt(parts[3]), Integer.parseInt(parts[4]), parts[5], Integer.parseInt(parts[6]), Long.parseLong(parts[7]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("pop handle '" + text + "' (expected: " + PARTS + " parts, all numbers but the sixth)", e);
        }
    }

    /** The text. */
    public String toText() {
        return checkpointOffset + " " + popTimeMs + " " + invisibleTimeMs + " " + reviveQueueId + " " + retry + " " + brokerName + " "
            + queueId + " " + queueOffset;
    }

    /** The handle after the message's time was changed: the broker has made a note for it alone. */
    public PopHandle changed(ChangeInvisibleReply reply) {
        return new PopHandle(queueOffset, reply.popTimeMs(), reply.invisibleTimeMs(), reply.reviveQueueId(), retry, brokerName, queueId,
            queueOffset);
    }

    /** Whether it was taken by an ordered pop. */
    public boolean isOrdered() {
        return reviveQueueId == ORDERED_REVIVE_QUEUE_ID;
    }

    /** The topic that the message really is in. */
    public String realTopic(String group, String topic) {
        return switch (retry) {
            case NOT_RETRIED -> topic;
            case RETRY_V1 -> retryTopic(group, topic);
            case RETRY_V2 -> "%RETRY%" + group + "+" + topic;
            default -> throw new IllegalArgumentException("retry flag: " + retry + " (expected: 0 to 2)");
        };
    }

    /** Where a broker puts messages of a topic that were not acknowledged in time, unless it is set up to use another form. */
    public static String retryTopic(String group, String topic) {
        return "%RETRY%" + group + "_" + topic;
    }
}
