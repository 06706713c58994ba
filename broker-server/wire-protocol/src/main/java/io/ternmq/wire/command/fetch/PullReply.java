package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/**
 * What a pull found (PROTOCOL §7); the body is the messages, back to back.
 *
 * @param suggestWhichBrokerId 0 the master, else the id of a slave that the consumer should ask
 * @param nextBeginOffset where to go on
 * @param offsetDelta -1 when absent, like the three after it
 */
public record PullReply(
    long suggestWhichBrokerId,
    long nextBeginOffset,
    long minOffset,
    long maxOffset,
    long offsetDelta,
    int topicSysFlag,
    int groupSysFlag,
    int forbiddenType) implements Reply {

    public PullReply(long nextBeginOffset, long minOffset, long maxOffset) {
        this(0, nextBeginOffset, minOffset, maxOffset, -1, -1, -1, -1);
    }

    public static PullReply from(HeaderFields f) {
        return new PullReply(f.requireLong("suggestWhichBrokerId"), f.requireLong("nextBeginOffset"), f.requireLong("minOffset"),
            f.requireLong("maxOffset"), f.getLong("offsetDelta", -1), f.getInt("topicSysFlag", -1), f.getInt("groupSysFlag", -1),
            f.getInt("forbiddenType", -1));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("suggestWhichBrokerId", suggestWhichBrokerId).put("nextBeginOffset", nextBeginOffset).put("minOffset", minOffset)
            .put("maxOffset", maxOffset);
        putUnlessAbsent(f, "offsetDelta", offsetDelta);
        putUnlessAbsent(f, "topicSysFlag", topicSysFlag);
        putUnlessAbsent(f, "groupSysFlag", groupSysFlag);
        putUnlessAbsent(f, "forbiddenType", forbiddenType);
    }

    private static void putUnlessAbsent(HeaderFields f, String name, long value) {
        if (value >= 0) {
            f.put(name, value);
        }
    }
}
