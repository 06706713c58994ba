package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/** The header of the answer to 21, whose body is a {@link TopicTable}: how many topics there are in all. */
public record TopicTableReply(int totalTopicNum) implements Reply {
    public static TopicTableReply from(HeaderFields f) {
        return new TopicTableReply(f.getInt("totalTopicNum", 0));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("totalTopicNum", totalTopicNum);
    }
}
