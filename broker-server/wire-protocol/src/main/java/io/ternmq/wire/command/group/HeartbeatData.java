package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.Frame;
import java.util.List;

/**
 * What a client sends every 30 s (34) to be counted as a member of its groups (PROTOCOL §9.1).
 *
 * @param clientId "ip@instance", unique in each group
 * @param heartbeatFingerprint 0 for the plain heartbeat; else a hash of the subscriptions
 * @param withoutSub whether the subscriptions were left out because the fingerprint is known
 */
public record HeartbeatData(
    String clientId,
    List<ProducerData> producers,
    List<ConsumerData> consumers,
    int heartbeatFingerprint,
    boolean withoutSub) implements JsonBody.Value {

    public HeartbeatData(String clientId, List<ProducerData> producers, List<ConsumerData> consumers) {
        this(clientId, producers, consumers, 0, false);
    }

    public static HeartbeatData from(JSONObject json) {
        return new HeartbeatData(JsonBody.requireText(json, "clientID"),
            JsonBody.list(json, "producerDataSet", ProducerData::from),
            JsonBody.list(json, "consumerDataSet", ConsumerData::from), json.getIntValue("heartbeatFingerprint"),
            json.getBooleanValue("withoutSub"));
    }

    public static HeartbeatData read(ByteBuf body) {
        return JsonBody.read(body, "heartbeat", HeartbeatData::from);
    }

    /** The request. */
    public Frame toFrame() {
        return Frame.request(RequestCode.HEART_BEAT).body(toBytes());
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = new JSONObject();
        json.put("clientID", clientId);
        json.put("consumerDataSet", JsonBody.array(consumers));
        json.put("heartbeatFingerprint", heartbeatFingerprint);
        json.put("producerDataSet", JsonBody.array(producers));
        json.put("withoutSub", withoutSub);
        return json;
    }
}
