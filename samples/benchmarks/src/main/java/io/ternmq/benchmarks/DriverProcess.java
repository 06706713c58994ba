package io.ternmq.benchmarks;

import io.ternmq.benchmarks.driver.DriverMain;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.peer.ClassPaths;
import io.ternmq.benchmarks.peer.Peer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Runs the driver in a JVM of its own with RocketMQ's own class path, and reads its measurements. */
final class DriverProcess {

    /** The client is what users have, with its own log kept quiet. */
    private static final List<String> JVM_FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC",
        "-Drmq.logback.configurationFile=rmq.client.logback.xml", "-Drocketmq.client.logLevel=WARN");
    private static final long LOAD_WARM_UP_DIVISOR = 4;

    private final ClassPaths classPaths;
    private final Path output;

    DriverProcess(ClassPaths classPaths, Path output) {
        this.classPaths = classPaths;
        this.output = output;
    }

    /** Measures the loads one after the other; each measurement is handed on as soon as it is there. */
    void run(Peer peer, List<Load> loads, Options options, Consumer<Measurement> measured) {
        ProcessBuilder builder = new ProcessBuilder(command(peer, loads, options))
            .redirectError(ProcessBuilder.Redirect.appendTo(output.resolve("driver.log").toFile()));
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines()
                    .filter(line -> line.startsWith(DriverMain.RESULT_PREFIX))
                    .map(line -> Measurement.parse(line.substring(DriverMain.RESULT_PREFIX.length())))
                    .forEach(measured);
            } finally {
                process.destroy();
            }
            int exit = process.onExit().join().exitValue();
            if (exit != 0) {
                throw new IllegalStateException("driver ended with " + exit + ", see " + output.resolve("driver.log"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("starting the driver", e);
        }
    }

    private List<String> command(Peer peer, List<Load> loads, Options options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.add("-Duser.home=" + output);
        command.addAll(List.of("-cp", classPaths.rocketMqWith(DriverMain.class, Histogram.class), DriverMain.class.getName()));
        command.addAll(List.of(peer.nameServerAddress(), Long.toString(peer.brokerPid()), Long.toString(options.warmUpMs()),
            Long.toString(options.measureMs() / LOAD_WARM_UP_DIVISOR), Long.toString(options.measureMs())));
        loads.forEach(load -> command.add(load.text()));
        return command;
    }
}
