package io.ternmq.benchmarks;

import io.ternmq.benchmarks.load.DriverOutput;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs a driver in a JVM of its own and reads what it tells. */
final class DriverProcess {


    private final DriverCommand command;
    private final Options options;

    DriverProcess(DriverCommand command, Options options) {
        this.command = command;
        this.options = options;
    }

    /** Measures the loads one after the other; each measurement and note is handed on as soon as it is there. */
    void run(long brokerPid, List<Load> loads, Consumer<Measurement> measured, Consumer<String> noted) {
        Path log = options.output().resolve("driver.log");
        ProcessBuilder builder = new ProcessBuilder(command.line(options.output(), arguments(brokerPid, loads)))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(line -> DriverOutput.read(line, measured, noted));
            } finally {
                process.destroy();
            }
            int exit = process.onExit().join().exitValue();
            if (exit != 0) {
                throw new IllegalStateException("driver ended with " + exit + ", see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("starting the driver", e);
        }
    }

    private List<String> arguments(long brokerPid, List<Load> loads) {
        List<String> arguments = new ArrayList<>(List.of(Long.toString(brokerPid), Long.toString(options.warmUpMs()),
            Long.toString(options.loadWarmUpMs()), Long.toString(options.measureMs())));
        loads.forEach(load -> arguments.add(load.text()));
        return arguments;
    }
}
