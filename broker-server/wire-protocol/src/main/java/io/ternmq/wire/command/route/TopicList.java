package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Topic names: the body of the answers to 206, 224, 304, 305 and others.
 *
 * @param brokerAddr some broker's address (304 only); may be null
 */
public record TopicList(Set<String> topicList, String brokerAddr) implements JsonBody.Value {
    public TopicList(Set<String> topicList) {
        this(topicList, null);
    }

    public static TopicList from(JSONObject json) {
        return new TopicList(new LinkedHashSet<>(JsonBody.texts(json, "topicList")), json.getString("brokerAddr"));
    }

    public static TopicList read(ByteBuf body) {
        return JsonBody.read(body, "topic list", TopicList::from);
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = JSONObject.of("topicList", new JSONArray(topicList));
        if (brokerAddr != null) {
            json.put("brokerAddr", brokerAddr);
        }
        return json;
    }
}
