package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import io.ternmq.wire.command.route.DataVersion;
import java.util.Map;

/** All consumer groups of a broker: the body of the answer to 201. */
public record GroupTable(Map<String, GroupConfig> groups, DataVersion dataVersion) implements JsonBody.Value {
    public static GroupTable from(JSONObject json) {
        return new GroupTable(
            JsonBody.map(json, "subscriptionGroupTable", GroupConfig::from), DataVersion.from(json.getJSONObject("dataVersion")));
    }

    public static GroupTable read(ByteBuf body) {
        return JsonBody.read(body, "group table", GroupTable::from);
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of(
            "dataVersion", dataVersion.toJson(), "forbiddenTable", new JSONObject(), "subscriptionGroupTable",
            JsonBody.object(groups));
    }
}
