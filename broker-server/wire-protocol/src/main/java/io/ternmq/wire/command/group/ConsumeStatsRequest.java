package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Asks for a group's progress (208).
 *
 * @param topic null for all topics of the group
 */
public record ConsumeStatsRequest(String consumerGroup, String topic) implements Command {
    public static ConsumeStatsRequest from(HeaderFields f) {
        return new ConsumeStatsRequest(f.require("consumerGroup"), f.get("topic"));
    }

    @Override
    public int code() {
        return RequestCode.GET_CONSUME_STATS;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup).put("topic", topic);
    }
}
