package io.ternmq.benchmarks;

import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Work;
import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.PeerKind;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Command-line options, filled by picocli. */
final class Options {

    private static final int QUICK_ROUNDS = 1;
    private static final double QUICK_SECONDS = 1;

    @Option(names = "--cases", split = ",", defaultValue = "sync,async,batch,drain,latency",
        description = "What to run: sync, async, batch, drain, latency (default: all).")
    private List<String> cases;

    @Option(names = "--sizes", split = ",", defaultValue = "128,1024,65536", description = "Body lengths in bytes (default: ${DEFAULT-VALUE}).")
    private List<Integer> sizesBytes;

    @Option(names = "--levels", split = ",", description = "Threads, messages in flight, ... instead of each case's own.")
    private List<Integer> levels;

    @Option(names = "--flush", split = ",", defaultValue = "ASYNC,SYNC", description = "async, sync or both (default).")
    private List<FlushMode> flushModes;

    @Option(names = "--peers", split = ",", defaultValue = "TERNMQ,ROCKETMQ", 
        description = "ternmq, rocketmq or both (default); nothing: no broker, sends are answered at once, shows the driver's limit.")
    private List<PeerKind> peers;

    @Option(names = "--rounds", defaultValue = "5", description = "Turns of each server (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "5", description = "Measured time of each load (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before the first load of a fresh server (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(names = "--heap", defaultValue = "1g", description = "Heap of the brokers (default: ${DEFAULT-VALUE}).")
    private String heap;

    @Option(names = "--quick", description = "One short round, asynchronous flush: does it work, not how fast is it.")
    private boolean isQuick;

    @Option(names = "--class-paths", required = true, hidden = true, description = "Folder with ternmq.txt and rocketmq.txt.")
    private Path classPaths;

    @Option(names = "--output", required = true, hidden = true, description = "Folder for stores, logs and reports.")
    private Path output;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean isHelp;

    List<Work> works() {
        return cases.stream().map(Work::of).toList();
    }

    List<Load> loads(Work work) {
        return sizesBytes.stream()
            .flatMap(size -> (levels == null ? work.levels(size) : levels).stream().map(level -> new Load(work, level, size)))
            .toList();
    }

    List<FlushMode> flushModes() {
        return isQuick ? List.of(FlushMode.ASYNC) : flushModes;
    }

    List<PeerKind> peers() {
        return peers;
    }

    int rounds() {
        return isQuick ? QUICK_ROUNDS : rounds;
    }

    long measureMs() {
        return milliseconds(isQuick ? QUICK_SECONDS : seconds);
    }

    long warmUpMs() {
        return milliseconds(isQuick ? QUICK_SECONDS : warmUpSeconds);
    }

    String heap() {
        return heap;
    }

    Path classPaths() {
        return classPaths.toAbsolutePath();
    }

    Path output() {
        return output.toAbsolutePath();
    }

    private static long milliseconds(double value) {
        return Math.round(value * 1000);
    }
}
