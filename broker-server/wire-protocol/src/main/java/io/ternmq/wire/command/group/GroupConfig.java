package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.Map;

/**
 * A consumer group's settings, RocketMQ's {@code SubscriptionGroupConfig}: the body of 200, and part of the answers to 201 and
 * 352.
 *
 * @param retryMaxTimes attempts before a message goes to the dead-letter topic
 * @param whichBrokerWhenConsumeSlowly id of the slave that is suggested to a consumer that lags
 * @param retryPolicy as received, for those who know it; may be null
 * @param attributes never null
 */
public record GroupConfig(
    String groupName,
    boolean consumeEnable,
    boolean consumeFromMinEnable,
    boolean consumeBroadcastEnable,
    boolean consumeMessageOrderly,
    int retryQueueNums,
    int retryMaxTimes,
    JSONObject retryPolicy,
    long brokerId,
    long whichBrokerWhenConsumeSlowly,
    boolean notifyConsumerIdsChangedEnable,
    int groupSysFlag,
    int consumeTimeoutMinute,
    Map<String, String> attributes) implements JsonBody.Value {

    public static final int DEFAULT_RETRY_MAX_TIMES = 16;
    private static final int DEFAULT_CONSUME_TIMEOUT_MINUTE = 15;

    /** A group as it is created automatically. */
    public static GroupConfig withDefaults(String groupName) {
        return from(JSONObject.of("groupName", groupName));
    }

    public static GroupConfig from(JSONObject json) {
        return new GroupConfig(
            JsonBody.requireText(json, "groupName"),
            json.getBooleanValue("consumeEnable", true),
            json.getBooleanValue("consumeFromMinEnable", true),
            json.getBooleanValue("consumeBroadcastEnable", true),
            json.getBooleanValue("consumeMessageOrderly"),
            json.getIntValue("retryQueueNums", 1),
            json.getIntValue("retryMaxTimes", DEFAULT_RETRY_MAX_TIMES),
            json.getJSONObject("groupRetryPolicy"),
            json.getLongValue("brokerId"),
            json.getLongValue("whichBrokerWhenConsumeSlowly", 1),
            json.getBooleanValue("notifyConsumerIdsChangedEnable", true),
            json.getIntValue("groupSysFlag"),
            json.getIntValue("consumeTimeoutMinute", DEFAULT_CONSUME_TIMEOUT_MINUTE),
            Map.copyOf(JsonBody.texts(json.getJSONObject("attributes"))));
    }

    public static GroupConfig read(ByteBuf body) {
        return JsonBody.read(body, "group settings", GroupConfig::from);
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = new JSONObject();
        json.put("attributes", attributes);
        json.put("brokerId", brokerId);
        json.put("consumeBroadcastEnable", consumeBroadcastEnable);
        json.put("consumeEnable", consumeEnable);
        json.put("consumeFromMinEnable", consumeFromMinEnable);
        json.put("consumeMessageOrderly", consumeMessageOrderly);
        json.put("consumeTimeoutMinute", consumeTimeoutMinute);
        json.put("groupName", groupName);
        json.put("groupRetryPolicy", retryPolicy == null ? JSONObject.of("type", "CUSTOMIZED") : retryPolicy);
        json.put("groupSysFlag", groupSysFlag);
        json.put("notifyConsumerIdsChangedEnable", notifyConsumerIdsChangedEnable);
        json.put("retryMaxTimes", retryMaxTimes);
        json.put("retryQueueNums", retryQueueNums);
        json.put("whichBrokerWhenConsumeSlowly", whichBrokerWhenConsumeSlowly);
        return json;
    }
}
