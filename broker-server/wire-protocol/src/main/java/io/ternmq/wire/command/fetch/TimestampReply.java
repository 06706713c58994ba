package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/** A store time in ms since 1970: the answer to 32. */
public record TimestampReply(long timestamp) implements Reply {
    public static TimestampReply from(HeaderFields f) {
        return new TimestampReply(f.requireLong("timestamp"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("timestamp", timestamp);
    }
}
