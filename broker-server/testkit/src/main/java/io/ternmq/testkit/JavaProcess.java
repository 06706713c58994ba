package io.ternmq.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM of this build, started and killed by a test. */
public final class JavaProcess implements AutoCloseable {
    private static final long TIMEOUT_S = 90;

    private final String name;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> output = new ArrayList<>();
    private volatile boolean isKilled;

    /** Starts {@code main} on this JVM's class path. */
    public JavaProcess(Class<?> main, String... args) throws IOException {
        name = main.getSimpleName() + " " + String.join(" ", args);
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader in = process.inputReader()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (output) {
                    output.add(line);
                }
                lines.add(line);
            }
        } catch (IOException e) {
            // Its output ends in the middle when it is killed.
            if (!isKilled) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Everything that it has said. */
    public String output() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    /** Waits until it says this. */
    public void awaitLine(String wanted) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        String line = "";
        while (!line.equals(wanted)) {
            line = lines.poll(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError(name + " does not say '" + wanted + "'; so far:\n" + output());
            }
        }
    }

    /** Lets it go on when it waits for its input. */
    public void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits for its end; the exit code. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not end; so far:\n" + output());
        }
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As kill -9. */
    public void kill() throws InterruptedException {
        close();
        awaitEnd();
    }

    @Override
    public void close() {
        isKilled = true;
        process.destroyForcibly();
    }
}
