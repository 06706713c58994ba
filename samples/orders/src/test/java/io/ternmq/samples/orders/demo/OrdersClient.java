package io.ternmq.samples.orders.demo;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** The application, seen from outside. */
final class OrdersClient {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String address;

    /** @param address of the page, with a slash at the end */
    OrdersClient(String address) {
        this.address = address;
    }

    /** Whether it answers. */
    boolean isUp() throws InterruptedException {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(address + "api/orders")).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not yet listening.
            return false;
        }
    }

    /** Has it send an order; returns the order's id. */
    String order(String customer, String item, int quantity, String via) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(address + "api/orders"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "customer=" + customer + "&item=" + item + "&quantity=" + quantity + "&via=" + via))
                .build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new IOException("The application answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body().trim();
    }

    /** Ids of the orders whose confirmation the application has heard of. */
    List<String> confirmed() throws IOException, InterruptedException {
        String body = HTTP.send(HttpRequest.newBuilder(URI.create(address + "api/orders")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return reader.readArray().stream().map(JsonValue::asJsonObject)
                    .filter(order -> order.getString("state").equals("confirmed"))
                    .map(order -> order.getString("id")).toList();
        }
    }
}
