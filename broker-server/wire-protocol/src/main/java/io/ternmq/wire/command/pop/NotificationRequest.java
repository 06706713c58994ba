package io.ternmq.wire.command.pop;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Waits until a pop would find something, and takes nothing (200054). Answered by {@link NotificationReply}.
 *
 * @param queueId    -1 for any
 * @param pollTimeMs how long to wait
 * @param bornTimeMs when it was asked, by the client's clock; 0 lets the broker take its own
 * @param order      as in {@link PopRequest}
 * @param attemptId  as in {@link PopRequest}
 * @param expType    as in {@link PopRequest}
 * @param exp        as in {@link PopRequest}
 */
public record NotificationRequest(String consumerGroup, String topic, int queueId, long pollTimeMs, long bornTimeMs, boolean order,
        String attemptId, String expType, String exp) implements Command {
    public static NotificationRequest from(HeaderFields f) {
        return new NotificationRequest(f.requireName("consumerGroup"), f.requireName("topic"), f.requireInt("queueId"),
            f.requireLong("pollTime"), f.requireLong("bornTime"), f.getBoolean("order", false), f.get("attemptId"),
            f.getName("expType"), f.getName("exp"));
    }

    @Override
    public int code() {
        return RequestCode.NOTIFICATION;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup).put("topic", topic).put("queueId", queueId).put("pollTime", pollTimeMs)
            .put("bornTime", bornTimeMs).put("order", order).put("attemptId", attemptId).put("expType", expType).put("exp", exp);
    }
}
