package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Asks for messages of one queue (11), from an offset on; may wait for them.
 *
 * @param code 11 or 361
 * @param sysFlag the bits below
 * @param commitOffset progress to store with this, when its bit is set
 * @param suspendTimeoutMillis how long the broker may wait for messages, when its bit is set
 * @param subscription the filter expression, when its bit is set; may be null
 * @param subVersion the version of the subscription that the consumer works with
 * @param expressionType TAG or SQL92; null is TAG
 * @param maxMsgBytes wanted at most; -1 when not given
 */
public record PullRequest(
    int code,
    String consumerGroup,
    String topic,
    int queueId,
    long queueOffset,
    int maxMsgNums,
    int sysFlag,
    long commitOffset,
    long suspendTimeoutMillis,
    String subscription,
    long subVersion,
    String expressionType,
    int maxMsgBytes) implements Command {

    public static final int COMMIT_OFFSET_FLAG = 1;
    public static final int SUSPEND_FLAG = 1 << 1;
    public static final int SUBSCRIPTION_FLAG = 1 << 2;
    public static final int CLASS_FILTER_FLAG = 1 << 3;
    public static final int LITE_PULL_FLAG = 1 << 4;

    public static PullRequest from(Frame frame) {
        HeaderFields f = frame.fields();
        return new PullRequest(frame.code(), f.requireName("consumerGroup"), f.requireName("topic"), f.requireInt("queueId"),
            f.requireLong("queueOffset"), f.requireInt("maxMsgNums"), f.requireInt("sysFlag"), f.requireLong("commitOffset"),
            f.requireLong("suspendTimeoutMillis"), f.getName("subscription"), f.requireLong("subVersion"), f.getName("expressionType"),
            f.getInt("maxMsgBytes", -1));
    }

    public boolean hasCommitOffset() {
        return (sysFlag & COMMIT_OFFSET_FLAG) != 0;
    }

    public boolean canSuspend() {
        return (sysFlag & SUSPEND_FLAG) != 0;
    }

    public boolean hasSubscription() {
        return (sysFlag & SUBSCRIPTION_FLAG) != 0;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("consumerGroup", consumerGroup).put("topic", topic).put("queueId", queueId).put("queueOffset", queueOffset)
            .put("maxMsgNums", maxMsgNums).put("sysFlag", sysFlag).put("commitOffset", commitOffset)
            .put("suspendTimeoutMillis", suspendTimeoutMillis).put("subscription", subscription).put("subVersion", subVersion)
            .put("expressionType", expressionType);
        if (maxMsgBytes >= 0) {
            f.put("maxMsgBytes", maxMsgBytes);
        }
    }

    /** A pull without a wait, of a queue from an offset, with every message wanted. */
    public static PullRequest now(String consumerGroup, String topic, int queueId, long queueOffset, int maxMsgNums) {
        return new PullRequest(RequestCode.PULL_MESSAGE, consumerGroup, topic, queueId, queueOffset, maxMsgNums,
            SUBSCRIPTION_FLAG, 0, 0, "*", 0, "TAG", -1);
    }
}
