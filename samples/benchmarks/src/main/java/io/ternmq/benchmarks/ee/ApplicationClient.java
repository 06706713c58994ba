package io.ternmq.benchmarks.ee;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Properties;

/** Asks the application's servlet; one request at a time. */
final class ApplicationClient {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    ApplicationClient(String address) {
        this.address = address;
    }

    /** The answer to a path with its query; fails when the application does. */
    Properties ask(String pathAndQuery) {
        URI uri = URI.create("http://" + address + pathAndQuery);
        try {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new IllegalStateException(uri + " answered " + response.statusCode() + ": " + response.body());
            }
            Properties answer = new Properties();
            answer.load(new StringReader(response.body()));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("asking " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + uri, e);
        }
    }
}
