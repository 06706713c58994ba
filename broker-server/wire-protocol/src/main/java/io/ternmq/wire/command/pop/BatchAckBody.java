package io.ternmq.wire.command.pop;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.Frame;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/** Acknowledges popped messages together (200151): the body of the request. */
public record BatchAckBody(String brokerName, List<Entry> acks) implements JsonBody.Value {
    /**
     * Messages that were taken from one queue by one pop.
     *
     * @param topic         the topic asked for, never a retry topic
     * @param retry         as in {@link PopHandle}
     * @param startOffset   queue offset that the broker's note begins with
     * @param reviveQueueId as in {@link PopHandle}
     * @param offsets       queue offsets of the messages, counted from {@code startOffset}
     */
    public record Entry(String consumerGroup, String topic, int retry, long startOffset, int queueId, int reviveQueueId, long popTimeMs,
            long invisibleTimeMs, BitSet offsets) implements JsonBody.Value {
        static Entry from(JSONObject json) {
            return new Entry(JsonBody.requireText(json, "c"), JsonBody.requireText(json, "t"),
                Integer.parseInt(JsonBody.requireText(json, "r")), json.getLongValue("so"), json.getIntValue("q"),
                json.getIntValue("rq"), json.getLongValue("pt"), json.getLongValue("it"),
                BitSet.valueOf(Base64.getDecoder().decode(JsonBody.requireText(json, "b"))));
        }

        @Override
        public JSONObject toJson() {
            JSONObject json = JSONObject.of("c", consumerGroup, "t", topic, "r", Integer.toString(retry), "so", startOffset, "q", queueId);
            json.put("rq", reviveQueueId);
            json.put("pt", popTimeMs);
            json.put("it", invisibleTimeMs);
            json.put("b", Base64.getEncoder().encodeToString(offsets.toByteArray()));
            return json;
        }
    }

    public static BatchAckBody read(ByteBuf body) {
        return JsonBody.read(body, "batch of acknowledgements",
            json -> new BatchAckBody(json.getString("brokerName"), JsonBody.list(json, "acks", Entry::from)));
    }

    /** The request. */
    public Frame toFrame() {
        return Frame.request(RequestCode.BATCH_ACK_MESSAGE).body(toBytes());
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("acks", JsonBody.array(acks), "brokerName", brokerName);
    }
}
