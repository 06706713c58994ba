package io.ternmq.wire.command.pop;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Says that a popped message is done (200051).
 *
 * @param topic     the one that it really is in, maybe a retry topic
 * @param extraInfo {@link PopHandle}
 * @param offset    its queue offset
 */
public record AckRequest(String consumerGroup, String topic, int queueId, String extraInfo, long offset) implements Command {
    /** For a popped message of {@code topic}. */
    public static AckRequest of(String group, String topic, PopHandle handle) {
        return new AckRequest(group, handle.realTopic(group, topic), handle.queueId(), handle.toText(), handle.queueOffset());
    }

    public static AckRequest from(HeaderFields f) {
        return new AckRequest(f.requireName("consumerGroup"), f.requireName("topic"), f.requireInt("queueId"), f.require("extraInfo"),
            f.requireLong("offset"));
    }

    @Override
    public int code() {
        return RequestCode.ACK_MESSAGE;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup).put("topic", topic).put("queueId", queueId).put("extraInfo", extraInfo)
            .put("offset", offset);
    }
}
