package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import io.ternmq.wire.command.route.QueueId;
import java.util.LinkedHashMap;
import java.util.Map;

/** A group's progress: the body of the answer to 208. */
public record ConsumeStats(Map<QueueId, Progress> offsetTable, double consumeTps) implements JsonBody.Value {
    /**
     * Progress in one queue.
     *
     * @param brokerOffset the queue's max offset
     * @param consumerOffset what the group has committed
     * @param pullOffset what it has been given
     * @param lastTimestamp store time of the last consumed message, ms since 1970; 0 when there is none
     */
    public record Progress(long brokerOffset, long consumerOffset, long pullOffset, long lastTimestamp) {
    }

    public static ConsumeStats from(JSONObject json) {
        Map<QueueId, Progress> table = new LinkedHashMap<>();
        JsonBody.forEachQueue(json.getJSONObject("offsetTable"), (queue, p) -> table.put(QueueId.from(queue),
            new Progress(p.getLongValue("brokerOffset"), p.getLongValue("consumerOffset"), p.getLongValue("pullOffset"),
                p.getLongValue("lastTimestamp"))));
        return new ConsumeStats(table, json.getDoubleValue("consumeTps"));
    }

    public static ConsumeStats read(ByteBuf body) {
        return JsonBody.read(body, "consume stats", ConsumeStats::from);
    }

    @Override
    public JSONObject toJson() {
        Map<JSONObject, JSONObject> table = new LinkedHashMap<>();
        offsetTable.forEach((queue, p) -> table.put(queue.toJson(), JSONObject.of("brokerOffset", p.brokerOffset,
            "consumerOffset", p.consumerOffset, "lastTimestamp", p.lastTimestamp, "pullOffset", p.pullOffset)));
        return JSONObject.of("consumeTps", consumeTps, "offsetTable", table);
    }
}
