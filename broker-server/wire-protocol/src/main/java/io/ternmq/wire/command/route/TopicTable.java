package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.Map;

/** All topics of a broker: the body of the answer to 21, and the heart of a registration. */
public record TopicTable(Map<String, TopicConfig> topics, DataVersion dataVersion) implements JsonBody.Value {
    public TopicTable {
        topics = Map.copyOf(topics);
    }

    public static TopicTable from(JSONObject json) {
        return new TopicTable(
            JsonBody.map(json, "topicConfigTable", TopicConfig::from), DataVersion.from(json.getJSONObject("dataVersion")));
    }

    public static TopicTable read(ByteBuf body) {
        return JsonBody.read(body, "topic table", TopicTable::from);
    }

    @Override
    public JSONObject toJson() {
        // Static (logical-queue) topics do not exist here; RocketMQ's readers want their empty tables all the same.
        return JSONObject.of(
            "dataVersion", dataVersion.toJson(),
            "mappingDataVersion", DataVersion.NONE.toJson(),
            "topicConfigTable", JsonBody.object(topics),
            "topicQueueMappingDetailMap", new JSONObject())
            .fluentPut("topicQueueMappingInfoMap", new JSONObject());
    }
}
