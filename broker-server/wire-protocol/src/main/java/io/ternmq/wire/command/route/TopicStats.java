package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.LinkedHashMap;
import java.util.Map;

/** The offsets of a topic's queues: the body of the answer to 202. */
public record TopicStats(Map<QueueId, QueueOffsets> offsetTable, double topicPutTps) implements JsonBody.Value {
    /**
     * One queue's offsets.
     *
     * @param maxOffset that of the next message
     * @param lastUpdateTimestamp store time of the last message, ms since 1970; 0 when there is none
     */
    public record QueueOffsets(long minOffset, long maxOffset, long lastUpdateTimestamp) {
    }

    public static TopicStats from(JSONObject json) {
        Map<QueueId, QueueOffsets> table = new LinkedHashMap<>();
        JsonBody.forEachQueue(json.getJSONObject("offsetTable"), (queue, o) -> table.put(QueueId.from(queue),
            new QueueOffsets(o.getLongValue("minOffset"), o.getLongValue("maxOffset"), o.getLongValue("lastUpdateTimestamp"))));
        return new TopicStats(table, json.getDoubleValue("topicPutTps"));
    }

    public static TopicStats read(ByteBuf body) {
        return JsonBody.read(body, "topic stats", TopicStats::from);
    }

    @Override
    public JSONObject toJson() {
        Map<JSONObject, JSONObject> table = new LinkedHashMap<>();
        offsetTable.forEach((queue, o) -> table.put(queue.toJson(), JSONObject.of(
            "lastUpdateTimestamp", o.lastUpdateTimestamp, "maxOffset", o.maxOffset, "minOffset", o.minOffset)));
        return JSONObject.of("offsetTable", table, "topicPutTps", topicPutTps);
    }
}
