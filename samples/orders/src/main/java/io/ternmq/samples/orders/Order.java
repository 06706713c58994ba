package io.ternmq.samples.orders;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;

/**
 * An order, as it travels: JSON text.
 *
 * @param id unique
 */
public record Order(String id, String customer, String item, int quantity) {

    /** Reads the text of a message. */
    public static Order fromJson(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            return new Order(json.getString("id"), json.getString("customer"), json.getString("item"), json.getInt("quantity"));
        }
    }

    /** The text of a message. */
    public String toJson() {
        return Json.createObjectBuilder()
                .add("id", id).add("customer", customer).add("item", item).add("quantity", quantity)
                .build().toString();
    }
}
