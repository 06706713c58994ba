package io.ternmq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packed distribution, unpacked into a folder as seed set-ups do it, and the processes started from it. */
final class Installation implements AutoCloseable {
    private static final Duration START_TIME = Duration.ofSeconds(60);

    private final Path home;
    private final List<Process> processes = new ArrayList<>();
    private int started;

    private Installation(Path home) {
        this.home = home;
    }

    /** Unpacks the distribution and points its logging to the folder, as seed's {@code sed} does. */
    static Installation unpack(Path home) throws IOException, InterruptedException {
        String archive = System.getProperty("ternmq.dist");
        assertThat(archive).as("system property ternmq.dist").isNotNull();
        Files.createDirectories(home);
        Installation installation = new Installation(home);
        run(home, Map.of(), "tar", "-zxf", archive, "-C", home.toString());
        run(home.resolve("conf"), Map.of(), "sh", "-c", "sed -i 's#${user.home}#" + home + "#g' *.xml");
        return installation;
    }

    Path home() {
        return home;
    }

    /** Starts a script of {@code bin} by {@code sh}, as seed does; what it prints goes to a file. */
    Started start(String... command) throws IOException {
        return start(Map.of(), command);
    }

    Started start(Map<String, String> environment, String... command) throws IOException {
        Path output = home.resolve("output-" + ++started + ".txt");
        List<String> all = new ArrayList<>(List.of("sh"));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all).directory(home.resolve("bin").toFile()).redirectErrorStream(true)
            .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPT_EXT", "-Xms64m -Xmx256m");
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return new Started(process, output);
    }

    /** A process and what it has printed. */
    record Started(Process process, Path output) {
        Started awaitBoot() {
            await("boot of the process").atMost(START_TIME).until(() -> text().contains("boot success") || !process.isAlive());
            assertThat(text()).contains("boot success");
            return this;
        }

        int awaitEnd() throws InterruptedException {
            assertThat(process.waitFor(START_TIME.toSeconds(), TimeUnit.SECONDS)).as("ended; printed: %s", text()).isTrue();
            return process.exitValue();
        }

        String text() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends the process as {@code kill -9} does. */
        void kill() throws InterruptedException {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    String brokerLog() throws IOException {
        return Files.readString(home.resolve("logs/ternmq/broker.log"));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
        builder.environment().putAll(environment);
        assertThat(builder.start().waitFor()).as(String.join(" ", command)).isZero();
    }

    /** Names of all files and folders of a tree that others than the owner may touch. */
    static List<Path> openToOthers(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> {
                try {
                    return Files.getPosixFilePermissions(path).stream().anyMatch(right -> !right.name().startsWith("OWNER"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).toList();
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
