package io.ternmq.liberty;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The deployed application, by HTTP. */
final class Application {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String address;

    Application(String name) {
        address = "http://127.0.0.1:" + System.getProperty("liberty.http.port") + "/" + name + "/messages";
    }

    /** What a bean got so far, in order. */
    List<String> receivedBy(String bean) {
        return ask(HttpRequest.newBuilder(URI.create(address + "?bean=" + bean)).build()).lines().toList();
    }

    /** Has the application send {@code text}. */
    void send(String via, String kind, String destination, String text) {
        send(Map.of("via", via, kind, destination, "text", text, "type", "TagA"));
    }

    void send(Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        ask(HttpRequest.newBuilder(URI.create(address + "?" + query)).POST(HttpRequest.BodyPublishers.noBody()).build());
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
