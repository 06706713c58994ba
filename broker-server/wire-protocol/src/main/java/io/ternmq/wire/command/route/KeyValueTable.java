package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.Map;

/** Names and values: the body of the answers to 28, 103 and 219. */
public record KeyValueTable(Map<String, String> table) implements JsonBody.Value {
    public static KeyValueTable from(JSONObject json) {
        return new KeyValueTable(JsonBody.texts(json.getJSONObject("table")));
    }

    public static KeyValueTable read(ByteBuf body) {
        return JsonBody.read(body, "table", KeyValueTable::from);
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("table", table);
    }
}
