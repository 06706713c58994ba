package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.ternmq.wire.command.JsonBody;

/** A member of a producer group, in a heartbeat. */
public record ProducerData(String groupName) implements JsonBody.Value {
    public static ProducerData from(JSONObject json) {
        return new ProducerData(JsonBody.requireText(json, "groupName"));
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("groupName", groupName);
    }
}
