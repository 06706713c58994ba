package io.ternmq.namesrv;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONObject;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.InflaterInputStream;

/**
 * Body of REGISTER_BROKER (PROTOCOL §3E).
 *
 * @param topics by name
 */
record Registration(TableVersion version, Map<String, TopicQueues> topics) {
    static final Registration EMPTY = new Registration(TableVersion.NONE, Map.of());
    private static final int MAX_TOPIC_TEXT_BYTES = 1 << 20;

    /** Reads the JSON form, or the compressed one; throws {@link IllegalArgumentException} for what is neither. */
    static Registration read(byte[] body, boolean isCompressed) {
        if (body.length == 0) {
            return EMPTY;
        }
        try {
            return isCompressed ? readCompressed(body) : readJson(body);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("registration body of " + body.length + " bytes cannot be read: "
                + e.getMessage(), e);
        }
    }

    private static Registration readJson(byte[] body) {
        JSONObject wrapper = JSON.parseObject(body).getJSONObject("topicConfigSerializeWrapper");
        if (wrapper == null) {
            return EMPTY;
        }
        Map<String, TopicQueues> topics = new TreeMap<>();
        JSONObject table = wrapper.getJSONObject("topicConfigTable");
        if (table != null) {
            for (String topic : table.keySet()) {
                JSONObject config = table.getJSONObject(topic);
                topics.put(topic, new TopicQueues(config.getIntValue("readQueueNums"), config.getIntValue("writeQueueNums"),
                    config.getIntValue("perm"), config.getIntValue("topicSysFlag")));
            }
        }
        return new Registration(version(wrapper.getJSONObject("dataVersion")), topics);
    }

    static TableVersion version(JSONObject json) {
        return json == null ? TableVersion.NONE
            : new TableVersion(json.getLongValue("stateVersion"), json.getLongValue("timestamp"), json.getLongValue("counter"));
    }

    // i32 length + version JSON, i32 count, then each i32 length + "name readQueues writeQueues permission filterType
    // attributes";
    // filter servers and static topics follow and are of no use here.
    private static Registration readCompressed(byte[] body) throws IOException {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(body)))) {
            TableVersion version = version(JSON.parseObject(readText(in)));
            Map<String, TopicQueues> topics = new TreeMap<>();
            for (int i = in.readInt(); i > 0; i--) {
                String[] parts = readText(in).split(" ", 6);
                topics.put(parts[0], new TopicQueues(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]), 0));
            }
            return new Registration(version, topics);
        }
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_TOPIC_TEXT_BYTES) {
            throw new IOException("text length " + length + " (expected: 0 to " + MAX_TOPIC_TEXT_BYTES + ")");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
