package io.ternmq.wire.command.pop;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/** The new times of a popped message, see {@link PopHandle#changed}. */
public record ChangeInvisibleReply(long popTimeMs, long invisibleTimeMs, int reviveQueueId) implements Reply {
    public static ChangeInvisibleReply from(HeaderFields f) {
        return new ChangeInvisibleReply(f.requireLong("popTime"), f.requireLong("invisibleTime"), f.requireInt("reviveQid"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("popTime", popTimeMs).put("invisibleTime", invisibleTimeMs).put("reviveQid", reviveQueueId);
    }
}
