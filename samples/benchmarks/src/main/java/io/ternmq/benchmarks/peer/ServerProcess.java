package io.ternmq.benchmarks.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One child JVM; its console goes to a file, which is also how its readiness is seen. */
final class ServerProcess implements AutoCloseable {

    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_MS = 50;

    private final String name;
    private final Path console;
    private final Process process;

    private ServerProcess(String name, Path console, Process process) {
        this.name = name;
        this.console = console;
        this.process = process;
    }

    /** Starts {@code java} of this JVM with flags, class path, main class and arguments; the working directory is {@code home}. */
    static ServerProcess start(String name, Path home, Path logDirectory, List<String> jvmFlags, String classPath, String... main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.add("-cp");
        command.add(classPath);
        command.addAll(List.of(main));
        return launch(name, home, logDirectory, Map.of("ROCKETMQ_HOME", home.toString()), command);
    }

    /** Starts a command that becomes a JVM, with more environment variables than ours. */
    static ServerProcess launch(String name, Path home, Path logDirectory, Map<String, String> environment, List<String> command) {
        Path console = logDirectory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile())
            .redirectErrorStream(true).redirectOutput(console.toFile());
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(logDirectory);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ServerProcess(name, console, process);
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + name + " in " + home, e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Returns the first console line that fits; fails with the console's text when the process ends or takes too long. */
    String awaitLine(Predicate<String> ready) {
        long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        while (System.nanoTime() < deadlineNs) {
            List<String> lines = console();
            for (String line : lines) {
                if (ready.test(line)) {
                    return line;
                }
            }
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended with " + process.exitValue() + ": " + String.join("\n", lines));
            }
            pause();
        }
        throw new IllegalStateException(name + " not ready after 60 s: " + String.join("\n", console()));
    }

    /** The console lines so far that fit. */
    List<String> lines(Predicate<String> wanted) {
        return console().stream().filter(wanted).toList();
    }

    private List<String> console() {
        try {
            return Files.readAllLines(console);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + console, e);
        }
    }

    private void pause() {
        try {
            process.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " starts", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
