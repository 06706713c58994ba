package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.List;
import java.util.Map;

/** A group's members and subscriptions: the body of the answer to 203. The last three are as in {@link ConsumerData}. */
public record ConsumerConnections(
    List<ClientConnection> connections,
    Map<String, SubscriptionData> subscriptions,
    String consumeType,
    String messageModel,
    String consumeFromWhere) implements JsonBody.Value {

    /**
     * One member.
     *
     * @param clientAddr "host:port"
     * @param language the name of its language
     * @param version its protocol version, an ordinal
     */
    public record ClientConnection(String clientId, String clientAddr, String language, int version) implements JsonBody.Value {
        public static ClientConnection from(JSONObject json) {
            return new ClientConnection(
                json.getString("clientId"), json.getString("clientAddr"), json.getString("language"),
                json.getIntValue("version"));
        }

        @Override
        public JSONObject toJson() {
            return JSONObject.of("clientAddr", clientAddr, "clientId", clientId, "language", language, "version", version);
        }
    }

    public static ConsumerConnections from(JSONObject json) {
        return new ConsumerConnections(JsonBody.list(json, "connectionSet", ClientConnection::from),
            JsonBody.map(json, "subscriptionTable", SubscriptionData::from), json.getString("consumeType"),
            json.getString("messageModel"), json.getString("consumeFromWhere"));
    }

    public static ConsumerConnections read(ByteBuf body) {
        return JsonBody.read(body, "consumer connections", ConsumerConnections::from);
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = JSONObject.of(
            "connectionSet", JsonBody.array(connections), "subscriptionTable", JsonBody.object(subscriptions));
        json.put("consumeType", consumeType);
        json.put("messageModel", messageModel);
        json.put("consumeFromWhere", consumeFromWhere);
        return json;
    }
}
