package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/** A queue offset: the answer to 14, 29, 30 and 31. */
public record OffsetReply(long offset) implements Reply {
    public static OffsetReply from(HeaderFields f) {
        return new OffsetReply(f.requireLong("offset"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("offset", offset);
    }
}
