package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Creates or changes a topic (17).
 *
 * @param defaultTopic the template it was made from; of no consequence
 * @param perm as in {@link TopicConfig}
 * @param attributes changes as {@code +k=v,+k2=v2,-k3}; may be null
 */
public record CreateTopicRequest(
    String topic,
    String defaultTopic,
    int readQueueNums,
    int writeQueueNums,
    int perm,
    String topicFilterType,
    int topicSysFlag,
    boolean order,
    String attributes,
    boolean force) implements Command {

    public CreateTopicRequest(String topic, int queueNums, int perm) {
        this(topic, "TBW102", queueNums, queueNums, perm, TopicConfig.SINGLE_TAG, 0, false, null, false);
    }

    public static CreateTopicRequest from(HeaderFields f) {
        return new CreateTopicRequest(f.require("topic"), f.require("defaultTopic"), f.requireInt("readQueueNums"),
            f.requireInt("writeQueueNums"), f.requireInt("perm"), f.require("topicFilterType"), f.getInt("topicSysFlag", 0),
            f.getBoolean("order", false), f.get("attributes"), f.getBoolean("force", false));
    }

    @Override
    public int code() {
        return RequestCode.UPDATE_AND_CREATE_TOPIC;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("topic", topic).put("defaultTopic", defaultTopic).put("readQueueNums", readQueueNums)
            .put("writeQueueNums", writeQueueNums).put("perm", perm).put("topicFilterType", topicFilterType)
            .put("topicSysFlag", topicSysFlag).put("order", order).put("attributes", attributes).put("force", force);
    }
}
