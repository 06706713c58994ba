package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONObject;
import io.ternmq.wire.command.JsonBody;

/** How many queues of a topic a broker has, and what may be done with them ({@code perm} as in {@link TopicConfig}). */
public record QueueData(String brokerName, int readQueueNums, int writeQueueNums, int perm, int topicSysFlag)
    implements JsonBody.Value {

    public static QueueData from(JSONObject json) {
        return new QueueData(JsonBody.requireText(json, "brokerName"), json.getIntValue("readQueueNums"),
            json.getIntValue("writeQueueNums"), json.getIntValue("perm"), json.getIntValue("topicSysFlag"));
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("brokerName", brokerName, "perm", perm, "readQueueNums", readQueueNums, "topicSysFlag", topicSysFlag,
            "writeQueueNums", writeQueueNums);
    }
}
