package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/**
 * A message about one consumer group and no more: 38 (its members' ids), 203 (its connections), and 40 (its members have changed;
 * from the broker, one-way).
 *
 * @param code one of these
 */
public record ConsumerGroupRequest(int code, String consumerGroup) implements Command {
    public static ConsumerGroupRequest from(Frame frame) {
        return new ConsumerGroupRequest(frame.code(), frame.fields().require("consumerGroup"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup);
    }
}
