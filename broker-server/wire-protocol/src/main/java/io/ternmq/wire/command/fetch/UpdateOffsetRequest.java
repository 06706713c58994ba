package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Stores how far a group is in a queue (15), often one-way.
 *
 * @param commitOffset the offset of the next message to consume
 */
public record UpdateOffsetRequest(String consumerGroup, String topic, int queueId, long commitOffset) implements Command {
    public static UpdateOffsetRequest from(HeaderFields f) {
        return new UpdateOffsetRequest(f.requireName("consumerGroup"), f.requireName("topic"), f.requireInt("queueId"),
            f.requireLong("commitOffset"));
    }

    @Override
    public int code() {
        return RequestCode.UPDATE_CONSUMER_OFFSET;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup).put("topic", topic).put("queueId", queueId).put("commitOffset", commitOffset);
    }
}
