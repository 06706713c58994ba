package io.ternmq.wire.command.route;

import com.alibaba.fastjson2.JSONObject;
import io.ternmq.wire.command.JsonBody;

/**
 * Which state of a table this is: compared for equality, and by {@code stateVersion} between two registrations of one broker.
 *
 * @param timestamp of the last change, ms since 1970
 * @param counter of changes
 */
public record DataVersion(long stateVersion, long timestamp, long counter) implements JsonBody.Value {
    public static final DataVersion NONE = new DataVersion(0, 0, 0);

    /** The version in a JSON object; {@link #NONE} for null. */
    public static DataVersion from(JSONObject json) {
        return json == null ? NONE
            : new DataVersion(json.getLongValue("stateVersion"), json.getLongValue("timestamp"), json.getLongValue("counter"));
    }

    /** The version after one more change. */
    public DataVersion next(long nowMs) {
        return new DataVersion(stateVersion, nowMs, counter + 1);
    }

    @Override
    public JSONObject toJson() {
        return JSONObject.of("counter", counter, "stateVersion", stateVersion, "timestamp", timestamp);
    }
}
