package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.Map;

/**
 * A topic's settings.
 *
 * @param perm bits: 1 inherit, 2 write, 4 read, 8 priority
 * @param topicFilterType SINGLE_TAG or MULTI_TAG
 * @param order whether its queues are listed in the name server's ORDER_TOPIC_CONFIG
 * @param attributes never null
 */
public record TopicConfig(
    String topicName,
    int readQueueNums,
    int writeQueueNums,
    int perm,
    String topicFilterType,
    int topicSysFlag,
    boolean order,
    Map<String, String> attributes) implements JsonBody.Value {

    public static final String SINGLE_TAG = "SINGLE_TAG";
    public static final int PERM_INHERIT = 1;
    public static final int PERM_WRITE = 2;
    public static final int PERM_READ = 4;
    public static final int DEFAULT_QUEUE_NUMS = 16;

    public TopicConfig {
        topicFilterType = topicFilterType == null ? SINGLE_TAG : topicFilterType;
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }

    public TopicConfig(String topicName, int queueNums, int perm) {
        this(topicName, queueNums, queueNums, perm, SINGLE_TAG, 0, false, Map.of());
    }

    public static TopicConfig from(JSONObject json) {
        return new TopicConfig(
            JsonBody.requireText(json, "topicName"),
            json.getIntValue("readQueueNums", DEFAULT_QUEUE_NUMS),
            json.getIntValue("writeQueueNums", DEFAULT_QUEUE_NUMS),
            json.getIntValue("perm", PERM_READ | PERM_WRITE),
            json.getString("topicFilterType"),
            json.getIntValue("topicSysFlag"),
            json.getBooleanValue("order"),
            JsonBody.texts(json.getJSONObject("attributes")));
    }

    /** The answer to 351. */
    public static TopicConfig read(ByteBuf body) {
        return JsonBody.read(body, "topic settings", TopicConfig::from);
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = new JSONObject();
        json.put("attributes", attributes);
        json.put("order", order);
        json.put("perm", perm);
        json.put("readQueueNums", readQueueNums);
        json.put("topicFilterType", topicFilterType);
        json.put("topicName", topicName);
        json.put("topicSysFlag", topicSysFlag);
        json.put("writeQueueNums", writeQueueNums);
        return json;
    }

    /** The line of a compressed registration (PROTOCOL §3 E): fields by blanks, then the attributes as JSON. */
    String toLine() {
        return topicName + ' ' + readQueueNums + ' ' + writeQueueNums + ' ' + perm + ' ' + topicFilterType + ' '
            + JSON.toJSONString(attributes);
    }

    static TopicConfig fromLine(String line) {
        String[] parts = line.split(" ", 6);
        if (parts.length < 5) {
            throw new IllegalArgumentException("topic line '" + line + "' (expected: five fields and attributes)");
        }
        // RocketMQ 4 writes no attributes.
        boolean hasAttributes = parts.length == 6 && !parts[5].isBlank();
        Map<String, String> attributes = hasAttributes ? JsonBody.texts(JSON.parseObject(parts[5])) : Map.of();
        return new TopicConfig(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]),
            parts[4], 0, false, attributes);
    }
}
