package io.ternmq.liberty;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What the server under test answers to HTTP. */
public final class Pages {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Pages() {
    }

    /** The body of a page that is there. */
    public static String get(String path) {
        return requireOk(answer(HttpRequest.newBuilder(address(path)).build()));
    }

    /** A page whatever its status is; status 0 when the server does not answer. */
    public static Page look(String path) {
        try {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(address(path)).build(), HttpResponse.BodyHandlers.ofString());
            return new Page(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new Page(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Status and body. */
    public record Page(int status, String body) {
    }

    /** What is answered to parameters in the query. */
    public static String post(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return requireOk(answer(HttpRequest.newBuilder(address(path + "?" + query)).POST(HttpRequest.BodyPublishers.noBody()).build()));
    }

    private static URI address(String path) {
        return URI.create("http://127.0.0.1:" + System.getProperty("liberty.http.port") + path);
    }

    private static String requireOk(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static HttpResponse<String> answer(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
