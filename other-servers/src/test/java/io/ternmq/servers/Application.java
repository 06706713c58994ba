package io.ternmq.servers;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The deployed application, by HTTP. */
final class Application {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String address;

    Application(int port) {
        address = "http://127.0.0.1:" + port + "/tests/messages";
    }

    /** Whether it answers. */
    boolean isThere() throws InterruptedException {
        try {
            return HTTP.send(get("?bean=none"), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Nobody listens yet.
            return false;
        }
    }

    /** What a bean got so far, in order. */
    List<String> receivedBy(String bean) {
        return ask(get("?bean=" + bean)).lines().toList();
    }

    /** Has the application send to the queue that it finds in JNDI; {@code transaction} is none, committed or rolledBack. */
    void send(String transaction, String text) {
        post("?transaction=" + transaction + "&text=" + encoded(text));
    }

    /** Has the application send to a queue by its name at the broker, without a transaction. */
    void sendTo(String queue, String text) {
        post("?transaction=none&queue=" + queue + "&text=" + encoded(text));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest get(String query) {
        return HttpRequest.newBuilder(URI.create(address + query)).build();
    }

    private void post(String query) {
        ask(HttpRequest.newBuilder(URI.create(address + query)).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    private static String ask(HttpRequest request) {
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
