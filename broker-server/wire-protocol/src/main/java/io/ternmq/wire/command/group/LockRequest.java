package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import io.ternmq.wire.command.route.QueueId;
import java.util.List;

/**
 * The body of 41 and 42: a member that consumes in order takes, renews or gives back its exclusive hold on queues.
 *
 * @param onlyThisBroker true when a broker passes the request on to another
 */
public record LockRequest(String consumerGroup, String clientId, boolean onlyThisBroker, List<QueueId> queues)
    implements JsonBody.Value {

    public static LockRequest from(JSONObject json) {
        return new LockRequest(JsonBody.requireText(json, "consumerGroup"), JsonBody.requireText(json, "clientId"),
            json.getBooleanValue("onlyThisBroker"),
            JsonBody.list(json, "mqSet", QueueId::from));
    }

    public static LockRequest read(ByteBuf body) {
        return JsonBody.read(body, "lock request", LockRequest::from);
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("clientId", clientId, "consumerGroup", consumerGroup, "mqSet", JsonBody.array(queues),
            "onlyThisBroker", onlyThisBroker);
    }
}
