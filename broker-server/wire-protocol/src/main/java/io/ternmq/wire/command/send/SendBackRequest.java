package io.ternmq.wire.command.send;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * A consumer gives back a message that it could not handle, to get it again later or to have it set aside (PROTOCOL §8.1).
 *
 * @param offset the message's position in the commit log
 * @param delayLevel 0 lets the broker choose by the number of attempts, &lt; 0 asks for the dead-letter topic
 * @param originMsgId may be null
 * @param originTopic may be null
 * @param maxReconsumeTimes -1 when not given: the group's setting counts
 */
public record SendBackRequest(
    long offset,
    String group,
    int delayLevel,
    String originMsgId,
    String originTopic,
    boolean unitMode,
    int maxReconsumeTimes) implements Command {

    public static SendBackRequest from(HeaderFields f) {
        return new SendBackRequest(f.requireLong("offset"), f.requireName("group"), f.requireInt("delayLevel"), f.get("originMsgId"),
            f.getName("originTopic"), f.getBoolean("unitMode", false), f.getInt("maxReconsumeTimes", -1));
    }

    @Override
    public int code() {
        return RequestCode.CONSUMER_SEND_MSG_BACK;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("offset", offset).put("group", group).put("delayLevel", delayLevel).put("originMsgId", originMsgId)
            .put("originTopic", originTopic).put("unitMode", unitMode);
        if (maxReconsumeTimes >= 0) {
            f.put("maxReconsumeTimes", maxReconsumeTimes);
        }
    }
}
