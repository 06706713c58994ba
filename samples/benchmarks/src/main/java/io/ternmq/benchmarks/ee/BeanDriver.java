package io.ternmq.benchmarks.ee;

import io.ternmq.benchmarks.load.Pace;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.measure.Latencies;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Usage;
import io.ternmq.benchmarks.measure.Work;
import io.ternmq.benchmarks.peer.LibertyPeer;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs loads one after the other on one application server. Used by one thread. */
public final class BeanDriver {

    private static final int FIRST_MESSAGES = 200;
    private static final int MAX_MESSAGES = 100_000;
    private static final int SECOND_MS = 1000;
    private static final int STEADY_WARM_UP_MS = 2000;
    private static final double NS_PER_US = 1000.0;
    private static final Load WARM_UP = new Load(Work.EE_FORWARD, 10, 1024);

    private final LibertyPeer server;
    private final ApplicationClient application;
    private final long warmUpMs;
    private final Window window;

    /**
     * A driver of a started server.
     *
     * @param warmUpMs of the server, before the first load
     * @param window   of each load
     */
    public BeanDriver(LibertyPeer server, long warmUpMs, Window window) {
        this.server = server;
        this.application = new ApplicationClient(server.address());
        this.warmUpMs = warmUpMs;
        this.window = window;
    }

    /** Measures the loads; each measurement and note is handed on as soon as it is there. */
    public void run(List<Load> loads, Pace pace, Consumer<Measurement> measured, Consumer<String> noted) {
        pace.awaitStep();
        noted.accept(probe());
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(warmUpMs);
        do {
            drain(WARM_UP, FIRST_MESSAGES);
        } while (System.nanoTime() < deadlineNs);
        for (Load load : loads) {
            pace.awaitStep();
            measured.accept(load.work() == Work.EE_LATENCY ? sendSteadily(load) : fillAndDrain(load));
        }
    }

    /** Whether a delivery takes part in the bean's transaction: a message that is rolled back, and another resource that looks on. */
    private String probe() {
        Properties answer = application.ask("/probe?bean=" + Bean.PROBE + "&size=" + WARM_UP.sizeBytes());
        return "delivery with transactions: " + (Boolean.parseBoolean(answer.getProperty("twoPhase"))
            ? "XA (another resource was prepared with it)" : "NOT XA (another resource was committed without it)")
            + "; a message that was rolled back came " + answer.getProperty("deliveries") + " times"
            + (number(answer, "left") == 0 ? "" : " and stayed in the queue");
    }

    /** As many messages as take the time of a load, by what those took that warm it up, about a second's at a time. */
    private Measurement fillAndDrain(Load load) {
        long leftNs = TimeUnit.MILLISECONDS.toNanos(window.warmUpMs());
        Measurement last = drain(load, FIRST_MESSAGES);
        while (leftNs > 0) {
            last = drain(load, count(last.throughput(), SECOND_MS));
            leftNs -= last.elapsedNs();
        }
        return drain(load, count(last.throughput(), window.measureMs()));
    }

    private static int count(double perSecond, long timeMs) {
        return (int) Math.max(FIRST_MESSAGES, Math.min(MAX_MESSAGES, perSecond * timeMs / SECOND_MS));
    }

    private Measurement drain(Load load, int count) {
        String bean = Bean.of(load);
        String first = application.ask("/fill?bean=" + bean + "&count=" + count + "&size=" + load.sizeBytes()).getProperty("first");
        Measurement measurement = measure(load, drainPath(bean, first, count));
        if (load.work() != Work.EE_FORWARD) {
            return measurement;
        }
        return measurement.withFailures(number(application.ask(drainPath(Bean.FORWARDED, first, count)), "failures"));
    }

    private static String drainPath(String bean, String first, int count) {
        return "/drain?bean=" + bean + "&first=" + first + "&count=" + count;
    }

    /** The first messages are not timed: they wait for consumers, and are handled by cold code. */
    private Measurement sendSteadily(Load load) {
        int warmUp = steadyWarmUp(load.level(), window);
        return measure(load, "/steady?bean=" + Bean.of(load) + "&count=" + (warmUp + count(load.level(), window.measureMs())) + "&warmUp=" + warmUp
            + "&perSecond=" + load.level() + "&size=" + load.sizeBytes());
    }

    /** How many messages come before those that are timed. */
    static int steadyWarmUp(int perSecond, Window window) {
        return count(perSecond, Math.max(STEADY_WARM_UP_MS, window.warmUpMs()));
    }

    private Measurement measure(Load load, String path) {
        long brokerCpuNs = brokerCpuNs();
        long serverCpuNs = Usage.of(server.serverPid()).cpuNs();
        Properties answer = application.ask(path);
        Usage application = Usage.of(server.serverPid());
        Usage broker = server.isEmbedded() ? new Usage(0, 0, 0) : Usage.of(server.brokerPid());
        Latencies latencies = load.work().hasLatency() ? latencies(answer) : Latencies.NONE;
        return new Measurement(load, number(answer, "messages"), Math.max(1, number(answer, "elapsedNs")), broker.cpuNs() - brokerCpuNs,
            application.cpuNs() - serverCpuNs, broker.residentBytes() + application.residentBytes(),
            broker.anonymousBytes() + application.anonymousBytes(), number(answer, "failures"), latencies);
    }

    private long brokerCpuNs() {
        return server.isEmbedded() ? 0 : Usage.of(server.brokerPid()).cpuNs();
    }

    private static Latencies latencies(Properties answer) {
        return new Latencies(number(answer, "p50Ns") / NS_PER_US, number(answer, "p99Ns") / NS_PER_US,
            number(answer, "p999Ns") / NS_PER_US, number(answer, "maxNs") / NS_PER_US);
    }

    private static long number(Properties answer, String name) {
        return Long.parseLong(answer.getProperty(name));
    }
}
