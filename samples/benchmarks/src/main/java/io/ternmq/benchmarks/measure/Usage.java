package io.ternmq.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has used so far, as the operating system counts it.
 *
 * @param cpuNs CPU time of all threads since the process started; the kernel counts in steps of 10 ms
 * @param residentBytes resident memory, mapped files included; -1 where there is no {@code /proc}
 * @param anonymousBytes the part of it that is no file: heap, direct buffers, stacks; -1 where there is no {@code /proc}
 */
public record Usage(long cpuNs, long residentBytes, long anonymousBytes) {

    private static final long UNKNOWN = -1;

    /** Reads the counters of a running process. */
    public static Usage of(long pid) {
        ProcessHandle process = ProcessHandle.of(pid)
            .orElseThrow(() -> new IllegalStateException("broker process " + pid + " has ended"));
        Duration cpu = process.info().totalCpuDuration()
            .orElseThrow(() -> new IllegalStateException("no CPU time known of process " + pid));
        List<String> status = status(pid);
        return new Usage(cpu.toNanos(), bytes(status, "VmRSS:"), bytes(status, "RssAnon:"));
    }

    private static List<String> status(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    /** Value of a line such as {@code VmRSS:   123456 kB}. */
    static long bytes(List<String> status, String name) {
        return status.stream()
            .filter(line -> line.startsWith(name))
            .mapToLong(line -> Long.parseLong(line.substring(name.length()).replace("kB", "").trim()) * 1024)
            .findFirst()
            .orElse(UNKNOWN);
    }
}
