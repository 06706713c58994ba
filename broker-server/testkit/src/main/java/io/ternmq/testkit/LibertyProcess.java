package io.ternmq.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Open Liberty in a process of its own. Started once, stopped once. */
public final class LibertyProcess implements AutoCloseable {

    private static final long STOP_TIMEOUT_S = 30;
    private static final String APPLICATION_FAILED = "CWWKZ0002E";

    private final Process process;

    private volatile boolean hasFailed;
    private volatile boolean isStopping;

    private LibertyProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a server, whose directory is ready, and returns at once.
     *
     * @param home   {@code wlp}
     * @param server name
     * @param lines  gets what it prints, on a thread of its own
     */
    public static LibertyProcess start(Path home, String server, Consumer<String> lines) throws IOException {
        Path tools = home.resolve("bin/tools");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "@" + home.resolve("lib/platform/java/" + javaOptions()), "-javaagent:" + tools.resolve("ws-javaagent.jar"),
                "-jar", tools.resolve("ws-server.jar").toString(), server)
                .directory(home.resolve("usr/servers").resolve(server).toFile())
                .redirectErrorStream(true)
                .start();
        LibertyProcess liberty = new LibertyProcess(process);
        Thread reader = new Thread(() -> liberty.read(lines), "liberty-output");
        reader.setDaemon(true);
        reader.start();
        return liberty;
    }

    /** What the server's own start script would give to this Java. */
    private static String javaOptions() {
        return Runtime.version().feature() < 24 ? "java9.options" : "java24.options";
    }

    /** Whether it runs, and has not said that the application could not be started. */
    public boolean isHealthy() {
        return process.isAlive() && !hasFailed;
    }

    /** As kill -9, and waits for its end. */
    public void kill() throws InterruptedException {
        isStopping = true;
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop, and waits half a minute; whether it has ended. */
    public boolean stop() throws InterruptedException {
        isStopping = true;
        process.destroy();
        return process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS);
    }

    /** Asks it to stop, and ends it when that does not help. */
    @Override
    public void close() {
        try {
            if (!stop()) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void read(Consumer<String> lines) {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                hasFailed |= line.contains(APPLICATION_FAILED);
                lines.accept(line);
            }
        } catch (IOException e) {
            // Stopping closes the stream under the reader; that is nothing to tell.
            if (process.isAlive() && !isStopping) {
                lines.accept("(no more output: " + e.getMessage() + ")");
            }
        }
    }
}
