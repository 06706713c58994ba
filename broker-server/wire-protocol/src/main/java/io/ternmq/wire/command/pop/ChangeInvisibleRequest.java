package io.ternmq.wire.command.pop;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Makes a popped message invisible for a time from now (200053): longer, or shorter to give it back.
 *
 * @param topic           the one that it really is in, maybe a retry topic
 * @param extraInfo       {@link PopHandle}
 * @param offset          its queue offset
 * @param invisibleTimeMs from now
 * @param suspend         whether the delivery that ends so is not counted; brokers before 5.5 count it all the same
 */
public record ChangeInvisibleRequest(String consumerGroup, String topic, int queueId, String extraInfo, long offset,
        long invisibleTimeMs, boolean suspend) implements Command {
    /** For a popped message of {@code topic}. */
    public static ChangeInvisibleRequest of(String group, String topic, PopHandle handle, long invisibleTimeMs, boolean suspend) {
        return new ChangeInvisibleRequest(group, handle.realTopic(group, topic), handle.queueId(), handle.toText(), handle.queueOffset(),
            invisibleTimeMs, suspend);
    }

    public static ChangeInvisibleRequest from(HeaderFields f) {
        return new ChangeInvisibleRequest(f.requireName("consumerGroup"), f.requireName("topic"), f.requireInt("queueId"),
            f.require("extraInfo"), f.requireLong("offset"), f.requireLong("invisibleTime"), f.getBoolean("suspend", false));
    }

    @Override
    public int code() {
        return RequestCode.CHANGE_MESSAGE_INVISIBLETIME;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup).put("topic", topic).put("queueId", queueId).put("extraInfo", extraInfo)
            .put("offset", offset).put("invisibleTime", invisibleTimeMs).put("suspend", suspend);
    }
}
