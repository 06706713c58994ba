package io.ternmq.samples.orders.demo;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
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

    /** Whether it answers, and all of its beans get messages. */
    boolean isUp() throws InterruptedException {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(address + "api/orders")).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200 && readiness() == 200;
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

    /** Names of the exhibits of the tour. */
    List<String> exhibits() throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(address + "api/tour")).build(),
                HttpResponse.BodyHandlers.ofString());
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readArray().stream().map(exhibit -> exhibit.asJsonObject().getString("name")).toList();
        }
    }

    /**
     * Has it show an exhibit.
     *
     * @return what happened, a line each
     * @throws IllegalStateException when the exhibit failed
     */
    List<String> show(String exhibit) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(address + "api/tour/" + exhibit))
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("The application answered " + answer.statusCode() + " to " + exhibit + ": " + answer.body());
        }
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            JsonObject outcome = reader.readObject();
            List<String> lines = outcome.getJsonArray("lines").getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
            if (!outcome.getBoolean("done")) {
                throw new IllegalStateException("The exhibit " + exhibit + " failed: " + lines);
            }
            return lines;
        }
    }

    /** Status of the readiness check of MicroProfile Health, 200 when all beans get messages. */
    int readiness() throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(address).resolve("/health/ready")).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
