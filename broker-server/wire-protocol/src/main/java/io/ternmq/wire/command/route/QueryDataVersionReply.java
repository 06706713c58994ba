package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/** Whether the name server's version differs (322); the body is its {@link DataVersion}. */
public record QueryDataVersionReply(boolean changed) implements Reply {
    public static QueryDataVersionReply from(HeaderFields f) {
        f.require("changed");
        return new QueryDataVersionReply(f.getBoolean("changed", true));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("changed", changed);
    }
}
