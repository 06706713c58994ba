package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONObject;
import io.ternmq.wire.command.JsonBody;

/** A queue anywhere in a cluster; RocketMQ's {@code MessageQueue}. */
public record QueueId(String topic, String brokerName, int queueId) implements JsonBody.Value {
    public static QueueId from(JSONObject json) {
        return new QueueId(JsonBody.requireText(json, "topic"), JsonBody.requireText(json, "brokerName"),
            json.getIntValue("queueId"));
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("brokerName", brokerName, "queueId", queueId, "topic", topic);
    }
}
