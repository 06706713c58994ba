package io.ternmq.wire.command;

import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONException;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.fastjson2.JSONReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * JSON bodies, in fastjson's dialect (PROTOCOL §1.2): names may be numbers without quotes, or objects. Bodies are read and
 * written through their own {@code from} and {@code toJson}, not by reflection.
 */
public final class JsonBody {
    private JsonBody() {
    }

    /** A value that is written as a JSON object. */
    public interface Value {
        JSONObject toJson();

        /** The JSON text in UTF-8. */
        default byte[] toBytes() {
            return JSON.toJSONBytes(toJson());
        }
    }

    /**
     * Reads a body, which stays the caller's.
     *
     * @param what names the body in the message of the exception
     */
    public static <T> T read(ByteBuf body, String what, Function<JSONObject, T> reader) {
        return read(ByteBufUtil.getBytes(body), what, reader);
    }

    /** As {@link #read(ByteBuf, String, Function)}, for an array. */
    public static <T> T read(byte[] body, String what, Function<JSONObject, T> reader) {
        try {
            JSONObject json = JSON.parseObject(body, JSONReader.Feature.AllowUnQuotedFieldNames);
            if (json == null) {
                throw new IllegalArgumentException("it is empty (expected: a JSON object)");
            }
            return reader.apply(json);
        } catch (JSONException | ClassCastException | IllegalArgumentException e) {
            throw new BadBodyException(what + " of " + body.length + " bytes cannot be read: " + e.getMessage(), e);
        }
    }

    /** The text of a member that must be there. */
    public static String requireText(JSONObject json, String name) {
        String text = json.getString(name);
        if (text == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }

    /** The objects of an array in order; none when it is missing. */
    public static <T> List<T> list(JSONObject json, String name, Function<JSONObject, T> reader) {
        JSONArray array = json.getJSONArray(name);
        List<T> list = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            list.add(reader.apply(array.getJSONObject(i)));
        }
        return list;
    }

    /** The values of an array as text, in order; none when it is missing. */
    public static List<String> texts(JSONObject json, String name) {
        JSONArray array = json.getJSONArray(name);
        List<String> list = new ArrayList<>();
        for (int i = 0; array != null && i < array.size(); i++) {
            list.add(array.getString(i));
        }
        return list;
    }

    /** An object's members whose values are objects; none when it is missing. */
    public static <T> Map<String, T> map(JSONObject json, String name, Function<JSONObject, T> reader) {
        JSONObject object = json.getJSONObject(name);
        Map<String, T> map = new LinkedHashMap<>();
        if (object != null) {
            for (Object key : object.keySet()) {
                map.put(key.toString(), reader.apply(object.getJSONObject(key.toString())));
            }
        }
        return map;
    }

    /** Goes through an object whose names are objects (PROTOCOL §1.2); null has no members. */
    public static void forEachQueue(JSONObject object, BiConsumer<JSONObject, JSONObject> reader) {
        if (object != null) {
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                reader.accept((JSONObject) entry.getKey(), (JSONObject) entry.getValue());
            }
        }
    }

    /** An object's members as text; none when it is missing. */
    public static Map<String, String> texts(JSONObject object) {
        Map<String, String> map = new LinkedHashMap<>();
        if (object != null) {
            // Names may have been numbers, for which fastjson keeps Integer keys.
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                if (entry.getValue() != null) {
                    map.put(String.valueOf(entry.getKey()), entry.getValue().toString());
                }
            }
        }
        return map;
    }

    /** The values as a JSON array. */
    public static JSONArray array(Collection<? extends Value> values) {
        JSONArray array = new JSONArray(values.size());
        for (Value value : values) {
            array.add(value.toJson());
        }
        return array;
    }

    /** A map's entries as a JSON object. */
    public static JSONObject object(Map<String, ? extends Value> values) {
        JSONObject object = new JSONObject();
        values.forEach((key, value) -> object.put(key, value.toJson()));
        return object;
    }
}
