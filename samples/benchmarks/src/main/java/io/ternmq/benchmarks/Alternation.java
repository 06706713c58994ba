package io.ternmq.benchmarks;

import io.ternmq.benchmarks.ee.Bean;
import io.ternmq.benchmarks.ee.BeanDriver;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Work;
import io.ternmq.benchmarks.peer.ClassPaths;
import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.LibertyPeer;
import io.ternmq.benchmarks.peer.Peer;
import io.ternmq.benchmarks.peer.PeerKind;
import io.ternmq.benchmarks.peer.PeerSettings;
import io.ternmq.benchmarks.report.Sample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The order of a run. For each round, flush mode and group of cases all servers take their turn one right after the other, each
 * freshly started on an empty store and alone on the machine; every other round they swap places.
 */
final class Alternation {

    private final Options options;
    private final ClassPaths classPaths;
    private final Consumer<String> progress;
    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();

    Alternation(Options options, Consumer<String> progress) {
        this.options = options;
        this.classPaths = ClassPaths.read(options.classPaths());
        this.progress = progress;
    }

    /** Runs everything and returns the samples in the order they were made. */
    List<Sample> run() {
        for (int round = 0; round < options.rounds(); round++) {
            for (FlushMode flushMode : options.flushModes()) {
                for (List<Work> works : options.turns()) {
                    if (works.get(0).writes() || flushMode == options.flushModes().get(0)) {
                        takeTurns(round, flushMode, works);
                    }
                }
            }
        }
        return List.copyOf(samples);
    }

    /** What servers and drivers had to say, each thing once. */
    Collection<String> notes() {
        return notes;
    }

    private void takeTurns(int round, FlushMode flushMode, List<Work> works) {
        List<PeerKind> order = new ArrayList<>(options.peers());
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        for (PeerKind kind : order) {
            PeerSettings settings = new PeerSettings(options.output().resolve(kind.label()), options.output().resolve("logs"),
                options.heap(), flushMode);
            Consumer<Measurement> measured = measurement -> add(new Sample(kind, flushMode, round, measurement));
            if (options.face() == Face.EE) {
                measureBeans(kind, settings, options.loads(works), measured);
            } else {
                measure(kind, settings, options.loads(works), measured);
            }
        }
    }

    private void measure(PeerKind kind, PeerSettings settings, List<Load> loads, Consumer<Measurement> measured) {
        try (Peer peer = kind.create(settings, classPaths)) {
            start(kind, peer);
            DriverCommand command = DriverCommand.of(options.face(), kind, peer, classPaths, options.artemisOptions());
            new DriverProcess(command, options).run(peer.brokerPid(), loads, measured, text -> note(kind, text));
            peer.warnings().forEach(warning -> note(kind, warning));
        }
    }

    private void measureBeans(PeerKind kind, PeerSettings settings, List<Load> loads, Consumer<Measurement> measured) {
        try (LibertyPeer peer = LibertyPeer.create(kind, settings, classPaths, options.libertyReliability(), Bean.sessions())) {
            start(kind, peer);
            new BeanDriver(peer, options.warmUpMs(), new Window(options.loadWarmUpMs(), options.measureMs())).run(loads, measured, text -> note(kind, text));
            peer.warnings().forEach(warning -> note(kind, warning));
        }
    }

    private void start(PeerKind kind, Peer peer) {
        peer.start();
        if (peer.note() != null) {
            note(kind, peer.note());
        }
    }

    private void note(PeerKind kind, String text) {
        String note = kind.title() + ": " + text;
        progress.accept(note);
        notes.add(note);
    }

    private void add(Sample sample) {
        samples.add(sample);
        Measurement measurement = sample.measurement();
        Load load = measurement.load();
        double p99Us = measurement.latencies().p99Us();
        double cpuPerMillion = load.work().face() == Face.EE ? measurement.totalCpuPerMillion() : measurement.brokerCpuPerMillion();
        progress.accept(String.format(Locale.ROOT, "round %d  %-5s  %-16s  %-18s %7d %-10s %6d B  %,10.0f msg/s  %8.1f CPU s/M  %s%s",
            sample.round() + 1, sample.flushMode().label(), sample.peer().title(), load.work().label(), load.level(),
            load.work().levelUnit(), load.sizeBytes(), measurement.throughput(), cpuPerMillion,
            Double.isNaN(p99Us) ? "" : String.format(Locale.ROOT, "p99 %,9.0f us", p99Us),
            measurement.failures() == 0 ? "" : "  " + measurement.failures() + " FAILED"));
    }
}
