package io.ternmq.wire.command.group;

import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import io.ternmq.wire.command.JsonBody;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a group wants of a topic (PROTOCOL §7).
 *
 * @param subString the expression: {@code *}, {@code a || b}, or SQL
 * @param tagsSet the tags of a TAG expression; empty for all
 * @param codeSet their {@link String#hashCode}s
 * @param subVersion when it was made, ms since 1970; a newer one replaces an older one
 * @param expressionType TAG or SQL92; null in old clients, which means TAG
 */
public record SubscriptionData(
    String topic,
    String subString,
    Set<String> tagsSet,
    Set<Integer> codeSet,
    long subVersion,
    String expressionType,
    boolean classFilterMode) implements JsonBody.Value {

    public static final String ALL = "*";
    public static final String TAG = "TAG";
    public static final String SQL92 = "SQL92";

    /**
     * A subscription by tags.
     *
     * @param expression {@code *}, null or blank for all; else tags separated by {@code ||}
     */
    public static SubscriptionData ofTags(String topic, String expression, long subVersion) {
        if (expression == null || expression.isBlank() || expression.equals(ALL)) {
            return new SubscriptionData(topic, ALL, Set.of(), Set.of(), subVersion, TAG, false);
        }
        Set<String> tags = new LinkedHashSet<>();
        Set<Integer> codes = new LinkedHashSet<>();
        for (String part : expression.split("\\|\\|")) {
            String tag = part.trim();
            if (!tag.isEmpty()) {
                tags.add(tag);
                codes.add(tag.hashCode());
            }
        }
        if (tags.isEmpty()) {
            throw new IllegalArgumentException("subscription '" + expression + "' (expected: * or tags separated by ||)");
        }
        return new SubscriptionData(topic, expression, tags, codes, subVersion, TAG, false);
    }

    public static SubscriptionData from(JSONObject json) {
        Set<Integer> codes = new LinkedHashSet<>();
        JSONArray array = json.getJSONArray("codeSet");
        for (int i = 0; array != null && i < array.size(); i++) {
            codes.add(array.getIntValue(i));
        }
        return new SubscriptionData(JsonBody.requireText(json, "topic"), json.getString("subString"),
            new LinkedHashSet<>(JsonBody.texts(json, "tagsSet")), codes, json.getLongValue("subVersion"),
            json.getString("expressionType"), json.getBooleanValue("classFilterMode"));
    }

    /** Whether the expression is by tags, not SQL. */
    public boolean isTagType() {
        return expressionType == null || expressionType.equals(TAG);
    }

    @Override
    public JSONObject toJson() {
        JSONObject json = new JSONObject();
        json.put("classFilterMode", classFilterMode);
        json.put("codeSet", new JSONArray(codeSet));
        json.put("expressionType", expressionType == null ? TAG : expressionType);
        json.put("subString", subString);
        json.put("subVersion", subVersion);
        json.put("tagsSet", new JSONArray(tagsSet));
        json.put("topic", topic);
        return json;
    }
}
