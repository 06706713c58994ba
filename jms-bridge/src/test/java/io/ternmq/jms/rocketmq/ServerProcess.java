package io.ternmq.jms.rocketmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, whose console goes to a file. Ended with this one at the latest. */
final class ServerProcess implements AutoCloseable {
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_AGAIN_MS = 50;

    private final String name;
    private final Path console;
    private final Process process;

    private ServerProcess(String name, Path console, Process process) {
        this.name = name;
        this.console = console;
        this.process = process;
    }

    /** Starts {@code main} with arguments; {@code home} is its directory and RocketMQ's home. */
    static ServerProcess start(String name, Path home, List<String> flags, String classPath, String... main) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-Duser.home=" + home, "-cp", classPath));
        command.addAll(List.of(main));
        Path console = home.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true)
            .redirectOutput(console.toFile());
        builder.environment().put("ROCKETMQ_HOME", home.toString());
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ServerProcess(name, console, process);
    }

    /** Waits until a line with {@code text} stands in the console. */
    void awaitLine(String text) throws InterruptedException {
        long deadlineNs = System.nanoTime() + START_TIMEOUT_NS;
        while (!console().contains(text)) {
            if (System.nanoTime() > deadlineNs || process.waitFor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + " did not start: " + console());
            }
        }
    }

    private String console() {
        try {
            return Files.readString(console);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + console, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
