package io.ternmq.wire.command.pop;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Takes messages (200050). Answered by {@link PopReply} with code 0, or by code 210 or 209 when there are none.
 *
 * @param queueId         -1 for any
 * @param maxMsgNums      1 to {@value #MAX_MESSAGES}
 * @param invisibleTimeMs how long the messages are this consumer's
 * @param pollTimeMs      how long the broker may wait for messages; 0 not at all
 * @param bornTimeMs      when it was asked, by the client's clock; 0 lets the broker take its own
 * @param initMode        where a group begins that is new to a queue: {@link #FROM_MIN} or {@link #FROM_MAX}
 * @param expType         TAG or SQL92; null is TAG
 * @param exp             filter expression; null for all
 * @param order           whether a queue waits until its popped messages are done
 * @param attemptId       of an ordered pop: the same again gets the same messages again; nullable
 */
public record PopRequest(String consumerGroup, String topic, int queueId, int maxMsgNums, long invisibleTimeMs, long pollTimeMs,
        long bornTimeMs, int initMode, String expType, String exp, boolean order, String attemptId) implements Command {
    /** A broker refuses to give more at a time. */
    public static final int MAX_MESSAGES = 32;
    public static final int ANY_QUEUE = -1;
    public static final int FROM_MIN = 0;
    public static final int FROM_MAX = 1;

    public static PopRequest from(HeaderFields f) {
        return new PopRequest(f.requireName("consumerGroup"), f.requireName("topic"), f.requireInt("queueId"), f.requireInt("maxMsgNums"),
            f.requireLong("invisibleTime"), f.requireLong("pollTime"), f.requireLong("bornTime"), f.requireInt("initMode"),
            f.getName("expType"), f.getName("exp"), f.getBoolean("order", false), f.get("attemptId"));
    }

    @Override
    public int code() {
        return RequestCode.POP_MESSAGE;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup).put("topic", topic).put("queueId", queueId).put("maxMsgNums", maxMsgNums)
            .put("invisibleTime", invisibleTimeMs).put("pollTime", pollTimeMs).put("bornTime", bornTimeMs).put("initMode", initMode)
            .put("expType", expType).put("exp", exp).put("order", order).put("attemptId", attemptId);
    }
}
