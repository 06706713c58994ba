package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONObject;
import io.ternmq.wire.command.JsonBody;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A broker group: the brokers of one name, by id. Id 0 is the master.
 *
 * @param brokerAddrs "host:port" by id, ascending
 * @param zoneName may be null
 */
public record BrokerData(
    String cluster, String brokerName, Map<Long, String> brokerAddrs, boolean enableActingMaster, String zoneName)
    implements JsonBody.Value {

    public static final long MASTER_ID = 0;

    public BrokerData {
        brokerAddrs = Collections.unmodifiableMap(new TreeMap<>(brokerAddrs));
    }

    public BrokerData(String cluster, String brokerName, Map<Long, String> brokerAddrs) {
        this(cluster, brokerName, brokerAddrs, false, null);
    }

    public static BrokerData from(JSONObject json) {
        Map<Long, String> addrs = new TreeMap<>();
        JsonBody.texts(json.getJSONObject("brokerAddrs")).forEach((id, address) -> addrs.put(Long.parseLong(id), address));
        return new BrokerData(json.getString("cluster"), JsonBody.requireText(json, "brokerName"), addrs,
            json.getBooleanValue("enableActingMaster"), json.getString("zoneName"));
    }

    /** The master's "host:port", or null. */
    public String masterAddress() {
        return brokerAddrs.get(MASTER_ID);
    }

    @Override
    public JSONObject toJson() {
        JSONObject addrs = new JSONObject();
        brokerAddrs.forEach((id, address) -> addrs.put(Long.toString(id), address));
        JSONObject json = JSONObject.of(
            "brokerAddrs", addrs, "brokerName", brokerName, "cluster", cluster, "enableActingMaster", enableActingMaster);
        if (zoneName != null) {
            json.put("zoneName", zoneName);
        }
        return json;
    }
}
