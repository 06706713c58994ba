package io.ternmq.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A process with all the processes that it has started. */
final class ServerProcess implements AutoCloseable {

    private static final long COMMAND_TIMEOUT_S = 180;
    private static final long STOP_TIMEOUT_S = 30;

    private final ProcessHandle process;

    private ServerProcess(ProcessHandle process) {
        this.process = process;
    }

    /** One that another command has started. */
    static ServerProcess of(long pid) {
        return new ServerProcess(ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("No process " + pid)));
    }

    /** Starts it and returns at once. {@code environment} is added to this JVM's; the output is added to {@code log}. */
    static ServerProcess start(List<String> command, Map<String, String> environment, Path folder, Path log) throws IOException {
        return new ServerProcess(launch(command, environment, folder, log).toHandle());
    }

    /** Runs it to its end, which must be a good one. */
    static void run(List<String> command, Map<String, String> environment, Path folder, Path log) throws IOException, InterruptedException {
        Process running = launch(command, environment, folder, log);
        if (!running.waitFor(COMMAND_TIMEOUT_S, TimeUnit.SECONDS)) {
            new ServerProcess(running.toHandle()).close();
            throw new IOException(command + " does not end within " + COMMAND_TIMEOUT_S + " s; its output is in " + log);
        }
        if (running.exitValue() != 0) {
            throw new IOException(command + " ended with " + running.exitValue() + "; its output is in " + log);
        }
    }

    private static Process launch(List<String> command, Map<String, String> environment, Path folder, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Number of the Java virtual machine that is the server: this process, or, of a script, the only one without children. */
    long javaPid() {
        return Stream.concat(Stream.of(process), process.descendants()).filter(one -> one.children().findAny().isEmpty())
                .findFirst().orElseThrow(() -> new IllegalStateException("No process " + process.pid())).pid();
    }

    /** As kill -9 of all its processes, and waits for their end. */
    void kill() throws InterruptedException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            for (ProcessHandle one : all) {
                one.onExit().get(STOP_TIMEOUT_S, TimeUnit.SECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("Cannot kill " + all, e);
        }
    }

    /** Asks all its processes to stop, and waits; kills what does not. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process)).toList();
        all.forEach(ProcessHandle::destroy);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_TIMEOUT_S);
        try {
            for (ProcessHandle one : all) {
                one.onExit().get(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // It had its time.
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
