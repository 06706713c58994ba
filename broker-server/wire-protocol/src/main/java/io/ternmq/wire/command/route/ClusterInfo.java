package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import io.netty.buffer.ByteBuf;
import io.ternmq.wire.command.JsonBody;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * All brokers: the body of the answer to 106.
 *
 * @param brokerAddrTable broker groups by broker name
 * @param clusterAddrTable broker names by cluster
 */
public record ClusterInfo(Map<String, BrokerData> brokerAddrTable, Map<String, Set<String>> clusterAddrTable)
    implements JsonBody.Value {

    public static ClusterInfo from(JSONObject json) {
        Map<String, Set<String>> clusters = new LinkedHashMap<>();
        JSONObject table = json.getJSONObject("clusterAddrTable");
        if (table != null) {
            for (String cluster : table.keySet()) {
                clusters.put(cluster, new LinkedHashSet<>(JsonBody.texts(table, cluster)));
            }
        }
        return new ClusterInfo(JsonBody.map(json, "brokerAddrTable", BrokerData::from), clusters);
    }

    public static ClusterInfo read(ByteBuf body) {
        return JsonBody.read(body, "cluster info", ClusterInfo::from);
    }

    @Override
    public JSONObject toJson() {
        JSONObject clusters = new JSONObject();
        clusterAddrTable.forEach((cluster, names) -> clusters.put(cluster, new JSONArray(names)));
        return JSONObject.of("brokerAddrTable", JsonBody.object(brokerAddrTable), "clusterAddrTable", clusters);
    }
}
