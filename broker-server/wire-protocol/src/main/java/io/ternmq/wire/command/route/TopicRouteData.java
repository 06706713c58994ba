package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.List;

/**
 * Where a topic is: the body of the answer to 105. Written as standard JSON whatever the request said, which clients of every
 * version read.
 *
 * @param orderTopicConf may be null
 * @param brokerDatas exactly the brokers that {@code queueDatas} names
 */
public record TopicRouteData(String orderTopicConf, List<QueueData> queueDatas, List<BrokerData> brokerDatas)
    implements JsonBody.Value {

    public TopicRouteData {
        queueDatas = List.copyOf(queueDatas);
        brokerDatas = List.copyOf(brokerDatas);
    }

    public static TopicRouteData from(JSONObject json) {
        return new TopicRouteData(json.getString("orderTopicConf"), JsonBody.list(json, "queueDatas", QueueData::from),
            JsonBody.list(json, "brokerDatas", BrokerData::from));
    }

    public static TopicRouteData read(ByteBuf body) {
        return JsonBody.read(body, "topic route", TopicRouteData::from);
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = JSONObject.of("brokerDatas", JsonBody.array(brokerDatas), "filterServerTable", new JSONObject(),
            "queueDatas", JsonBody.array(queueDatas));
        if (orderTopicConf != null) {
            json.put("orderTopicConf", orderTopicConf);
        }
        return json;
    }
}
