package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.ternmq.wire.command.JsonBody;
import java.util.List;

/**
 * A member of a consumer group, in a heartbeat.
 *
 * @param consumeType CONSUME_ACTIVELY (pull), CONSUME_PASSIVELY (push), CONSUME_POP
 * @param messageModel CLUSTERING or BROADCASTING
 * @param consumeFromWhere CONSUME_FROM_LAST_OFFSET, CONSUME_FROM_FIRST_OFFSET, CONSUME_FROM_TIMESTAMP
 * @param subscriptions may be empty in a heartbeat that says so
 */
public record ConsumerData(
    String groupName,
    String consumeType,
    String messageModel,
    String consumeFromWhere,
    List<SubscriptionData> subscriptions,
    boolean unitMode) implements JsonBody.Value {

    public static final String ACTIVELY = "CONSUME_ACTIVELY";
    public static final String PASSIVELY = "CONSUME_PASSIVELY";
    public static final String CLUSTERING = "CLUSTERING";
    public static final String BROADCASTING = "BROADCASTING";
    public static final String FROM_LAST_OFFSET = "CONSUME_FROM_LAST_OFFSET";
    public static final String FROM_FIRST_OFFSET = "CONSUME_FROM_FIRST_OFFSET";

    public static ConsumerData from(JSONObject json) {
        return new ConsumerData(JsonBody.requireText(json, "groupName"), json.getString("consumeType"),
            json.getString("messageModel"), json.getString("consumeFromWhere"),
            JsonBody.list(json, "subscriptionDataSet", SubscriptionData::from),
            json.getBooleanValue("unitMode"));
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = new JSONObject();
        json.put("consumeFromWhere", consumeFromWhere);
        json.put("consumeType", consumeType);
        json.put("groupName", groupName);
        json.put("messageModel", messageModel);
        json.put("subscriptionDataSet", JsonBody.array(subscriptions));
        json.put("unitMode", unitMode);
        return json;
    }
}
