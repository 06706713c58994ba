package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Asks how far a group is in a queue (14); answered by {@link OffsetReply}, or by code 22 when it never said.
 *
 * @param setZeroIfNotFound whether 0 may be answered for a group that is new to a young queue; true when not given
 */
public record QueryOffsetRequest(String consumerGroup, String topic, int queueId, boolean setZeroIfNotFound) implements Command {
    public static QueryOffsetRequest from(HeaderFields f) {
        return new QueryOffsetRequest(f.requireName("consumerGroup"), f.requireName("topic"), f.requireInt("queueId"),
            f.getBoolean("setZeroIfNotFound", true));
    }

    @Override
    public int code() {
        return RequestCode.QUERY_CONSUMER_OFFSET;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup).put("topic", topic).put("queueId", queueId);
        if (!setZeroIfNotFound) {
            f.put("setZeroIfNotFound", false);
        }
    }
}
