package io.ternmq.benchmarks;

import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Scale;
import io.ternmq.benchmarks.measure.Work;
import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.PeerKind;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Command-line options, filled by picocli. */
final class Options {

    private static final int QUICK_ROUNDS = 1;
    private static final double QUICK_SECONDS = 1;
    private static final int LOAD_WARM_UP_DIVISOR = 4;

    @Option(names = "--cases", split = ",", defaultValue = "native",
        description = "What to run: native (default) beside RocketMQ, jms beside Artemis, ee on Open Liberty, or some of one of them by name.")
    private List<String> cases;

    @Option(names = "--sizes", split = ",", description = "Body lengths in bytes instead of each case's own.")
    private List<Integer> sizesBytes;

    @Option(names = "--levels", split = ",",
        description = "Threads, messages in flight, ... instead of each case's own, unless --depth or --queues says it.")
    private List<Integer> levels;

    @Option(names = "--depth", defaultValue = "1000000", description = "Messages waiting in a deep queue (default: ${DEFAULT-VALUE}).")
    private int depth;

    @Option(names = "--queues", defaultValue = "10000", description = "Queues of the cases with many (default: ${DEFAULT-VALUE}).")
    private int queues;

    @Option(names = "--flush", split = ",", description = "async, sync or both (default); JMS and EE cases run once.")
    private List<FlushMode> flushModes;

    @Option(names = "--peers", split = ",",
        description = "ternmq, rocketmq, artemis, liberty (default: all that fit the cases); nothing: no broker, sends are answered at once, shows"
            + " the driver's limit.")
    private List<PeerKind> peers;

    @Option(names = "--rounds", defaultValue = "5", description = "Turns of each server (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "5", description = "Measured time of each load (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before the first load of a fresh server (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(names = "--load-warm-up", description = "Seconds of each load before it is measured (default: a quarter of --seconds).")
    private Double loadWarmUpSeconds;

    @Option(names = "--heap", description = "Heap of the brokers (default: 1g, with jms 4g).")
    private String heap;

    @Option(names = "--jvm-flags", split = ",", description = "Flags for all JVMs alike, clients and servers, say -XX:+AlwaysPreTouch.")
    private List<String> jvmFlags = List.of();

    @Option(names = "--quick", description = "One short round, asynchronous flush: does it work, not how fast is it.")
    private boolean isQuick;

    @Option(names = "--together", description = "All cases against one start of a server: sooner done, less independent.")
    private boolean isTogether;

    @Option(names = "--passes", defaultValue = "0", description = "The servers of a turn run at the same time and take turns load by load, so many times over;"
        + " 0 (default): one server after the other, each load once.")
    private int passes;

    @Option(names = "--artemis-options", defaultValue = "", description = "Options in the URI of Artemis' client, name=value&name=value.")
    private String artemisOptions;

    @Option(names = "--liberty-reliability", defaultValue = "ReliablePersistent",
        description = "What a persistent message is to Open Liberty's engine (default: ${DEFAULT-VALUE}, as with it); AssuredPersistent.")
    private String libertyReliability;

    @Option(names = "--class-paths", required = true, hidden = true, description = "Folder with ternmq.txt, rocketmq.txt, artemis.txt, liberty.txt.")
    private Path classPaths;

    @Option(names = "--output", required = true, hidden = true, description = "Folder for stores, logs and reports.")
    private Path output;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean isHelp;

    private List<Work> works() {
        return cases.stream().flatMap(Options::works).distinct().toList();
    }

    private static Stream<Work> works(String name) {
        return switch (name) {
            case "native" -> Work.of(Face.NATIVE).stream();
            case "jms" -> Work.of(Face.JMS).stream();
            case "ee" -> Work.of(Face.EE).stream();
            default -> Stream.of(Work.of(name));
        };
    }

    /** The one protocol of all cases. */
    Face face() {
        List<Face> faces = works().stream().map(Work::face).distinct().toList();
        if (faces.size() != 1) {
            throw new IllegalArgumentException("--cases: " + cases + " (expected: all native, all jms or all ee)");
        }
        return faces.get(0);
    }

    /** The cases, grouped by the start of a server that they share. */
    List<List<Work>> turns() {
        Map<String, List<Work>> turns = works().stream()
            .collect(Collectors.groupingBy(work -> isTogether ? "" : work.turn(), LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(turns.values());
    }

    /** The loads of one turn; smaller levels first, so that few queues are measured before there are many. */
    List<Load> loads(List<Work> works) {
        Scale scale = new Scale(depth, queues);
        Stream<Load> loads = works.stream().flatMap(work -> loads(work, scale));
        return face() == Face.JMS ? loads.sorted(Comparator.comparing(load -> isLarge(load, scale))).toList() : loads.toList();
    }

    private Stream<Load> loads(Work work, Scale scale) {
        return (sizesBytes == null ? work.sizesBytes() : sizesBytes).stream()
            .flatMap(size -> levels(work, size, scale).stream().map(level -> new Load(work, level, size)));
    }

    private List<Integer> levels(Work work, int sizeBytes, Scale scale) {
        return levels == null || work.hasOwnLevels() ? work.levels(sizeBytes, scale) : levels;
    }

    private static boolean isLarge(Load load, Scale scale) {
        return load.level() == scale.depth() || load.level() == scale.queues();
    }

    List<FlushMode> flushModes() {
        if (flushModes != null && !isQuick) {
            return flushModes;
        }
        return isQuick || face() != Face.NATIVE ? List.of(FlushMode.ASYNC) : List.of(FlushMode.ASYNC, FlushMode.SYNC);
    }

    List<PeerKind> peers() {
        return peers != null ? peers
            : Stream.concat(Stream.of(PeerKind.TERNMQ), PeerKind.rivals(face()).stream()).toList();
    }

    int rounds() {
        return isQuick ? QUICK_ROUNDS : rounds;
    }

    /** How often each load is run while all servers of a turn are there; 0: each server is alone. */
    int passes() {
        return passes;
    }

    long measureMs() {
        return milliseconds(isQuick ? QUICK_SECONDS : seconds);
    }

    long warmUpMs() {
        return milliseconds(isQuick ? QUICK_SECONDS : warmUpSeconds);
    }

    long loadWarmUpMs() {
        return loadWarmUpSeconds == null || isQuick ? measureMs() / LOAD_WARM_UP_DIVISOR : milliseconds(loadWarmUpSeconds);
    }

    String heap() {
        return heap != null ? heap : face() == Face.JMS ? "4g" : "1g";
    }

    List<String> jvmFlags() {
        return jvmFlags;
    }

    String artemisOptions() {
        return artemisOptions;
    }

    String libertyReliability() {
        return libertyReliability;
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
