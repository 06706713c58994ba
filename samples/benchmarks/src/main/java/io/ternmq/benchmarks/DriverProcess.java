package io.ternmq.benchmarks;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.DriverOutput;
import io.ternmq.benchmarks.load.Pace;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
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

    /**
     * Measures the loads one after the other; each measurement and note is handed on as soon as it is there. A driver whose broker
     * dies is killed, since its client may wait for the broker to come back.
     */
    void run(long brokerPid, List<Load> loads, Pace pace, Consumer<Measurement> measured, Consumer<String> noted) throws DriverException {
        Path log = options.output().resolve("driver.log");
        ProcessBuilder builder = new ProcessBuilder(command.line(options.output(), options.jvmFlags(), arguments(brokerPid, loads)))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        ProcessHandle broker = ProcessHandle.of(brokerPid)
            .orElseThrow(() -> new DriverException("the broker's process " + brokerPid + " has ended"));
        List<String> reasons = new ArrayList<>();
        Process driver = start(builder);
        Runnable step = () -> {
            pace.awaitStep();
            letGoOn(driver);
        };
        int exit = await(driver, broker, line -> DriverOutput.read(line, step, measured, noted, reasons::add));
        if (!broker.isAlive()) {
            throw new DriverException("the broker's process " + brokerPid + " has ended");
        }
        if (exit != 0) {
            throw new DriverException(reasons.isEmpty() ? "driver ended with " + exit + ", see " + log : reasons.get(0));
        }
    }

    private static Process start(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("starting the driver", e);
        }
    }

    private static void letGoOn(Process driver) {
        try {
            OutputStream input = driver.getOutputStream();
            input.write('\n');
            input.flush();
        } catch (IOException e) {
            // It has ended, which its output and exit code tell.
        }
    }

    private static int await(Process process, ProcessHandle broker, Consumer<String> line) {
        // Not the process itself, which would also close the pipe that is being read
        broker.onExit().thenRun(process.toHandle()::destroyForcibly);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(line);
        } catch (IOException e) {
            throw new UncheckedIOException("reading what the driver tells", e);
        } finally {
            process.destroy();
        }
        return process.onExit().join().exitValue();
    }

    private List<String> arguments(long brokerPid, List<Load> loads) {
        List<String> arguments = new ArrayList<>(List.of(Long.toString(brokerPid), Long.toString(options.warmUpMs()),
            Long.toString(options.loadWarmUpMs()), Long.toString(options.measureMs())));
        loads.forEach(load -> arguments.add(load.text()));
        return arguments;
    }
}
