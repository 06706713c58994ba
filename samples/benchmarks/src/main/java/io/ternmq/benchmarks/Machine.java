package io.ternmq.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were measured on. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {
    }

    static String describe() {
        return Runtime.getRuntime().availableProcessors() + " x " + processor() + ", " + System.getProperty("os.name") + " "
            + System.getProperty("os.version") + ", " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
    }

    private static String processor() {
        String unknown = System.getProperty("os.arch");
        if (!Files.isReadable(CPU_INFO)) {
            return unknown;
        }
        try {
            List<String> lines = Files.readAllLines(CPU_INFO);
            return lines.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(unknown);
        } catch (IOException e) {
            return unknown + " (" + e.getMessage() + ")";
        }
    }
}
