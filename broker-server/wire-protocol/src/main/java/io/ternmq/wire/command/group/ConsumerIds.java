package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.List;

/** The client ids of a group's members: the body of the answer to 38. */
public record ConsumerIds(List<String> consumerIdList) implements JsonBody.Value {
    public static ConsumerIds from(JSONObject json) {
        return new ConsumerIds(JsonBody.texts(json, "consumerIdList"));
    }

    public static ConsumerIds read(ByteBuf body) {
        return JsonBody.read(body, "consumer list", ConsumerIds::from);
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("consumerIdList", new JSONArray(consumerIdList));
    }
}
