package io.ternmq.liberty;

import io.ternmq.testkit.LibertyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the server under test has logged since it was started. */
public final class MessagesLog {

    private MessagesLog() {
    }

    /** All lines so far. */
    public static List<String> lines() throws IOException {
        Path server = new LibertyDirectory(Path.of(System.getProperty("liberty.home")), System.getProperty("liberty.server")).path();
        return Files.readAllLines(server.resolve("logs/messages.log"));
    }

    /** The lines so far that contain a message's code and something that tells it from others of this code. */
    public static List<String> lines(String code, String text) throws IOException {
        return lines().stream().filter(line -> line.contains(code + ": ") && line.contains(text)).toList();
    }
}
