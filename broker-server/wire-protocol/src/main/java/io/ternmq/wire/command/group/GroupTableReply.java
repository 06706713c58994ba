package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/** The header of the answer to 201, whose body is a {@link GroupTable}: how many groups there are in all. */
public record GroupTableReply(int totalGroupNum) implements Reply {
    public static GroupTableReply from(HeaderFields f) {
        return new GroupTableReply(f.getInt("totalGroupNum", 0));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("totalGroupNum", totalGroupNum);
    }
}
