package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.PeerKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All samples of one load in one flush mode, by server and round. */
final class Comparison {

    private final FlushMode flushMode;
    private final Load load;
    private final Map<PeerKind, Map<Integer, Sample>> samples = new TreeMap<>();

    private Comparison(FlushMode flushMode, Load load) {
        this.flushMode = flushMode;
        this.load = load;
    }

    /** Groups samples; the groups come in the order of their first sample. */
    static List<Comparison> of(Collection<Sample> samples) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Sample sample : samples) {
            Comparison group = comparisons.stream().filter(other -> other.fits(sample)).findFirst().orElse(null);
            if (group == null) {
                group = new Comparison(sample.flushMode(), sample.measurement().load());
                comparisons.add(group);
            }
            group.samples.computeIfAbsent(sample.peer(), peer -> new TreeMap<>()).put(sample.round(), sample);
        }
        return comparisons;
    }

    private boolean fits(Sample sample) {
        return flushMode == sample.flushMode() && load.equals(sample.measurement().load());
    }

    FlushMode flushMode() {
        return flushMode;
    }

    Load load() {
        return load;
    }

    /** The absolute values of one server over the rounds. */
    Spread absolute(PeerKind peer, Metric metric) {
        return Spread.of(of(peer).values().stream()
            .map(sample -> metric.of(sample))
            .toList());
    }

    /** TernMQ divided by its rival, round by round, so that a slow minute of the machine touches both sides of a ratio. */
    Spread ratio(PeerKind rival, Metric metric) {
        return ratio(metric, of(PeerKind.TERNMQ), of(rival));
    }

    /** One server's values here divided by those of another load, round by round. */
    Spread growth(PeerKind peer, Metric metric, Comparison base) {
        return ratio(metric, of(peer), base.of(peer));
    }

    private Map<Integer, Sample> of(PeerKind peer) {
        return samples.getOrDefault(peer, Map.of());
    }

    private static Spread ratio(Metric metric, Map<Integer, Sample> above, Map<Integer, Sample> below) {
        return Spread.of(above.entrySet().stream()
            .filter(entry -> below.containsKey(entry.getKey()))
            .map(entry -> metric.of(entry.getValue()) / metric.of(below.get(entry.getKey())))
            .toList());
    }

    /** Messages of all rounds that were refused or did not arrive. */
    long failures(PeerKind peer) {
        return of(peer).values().stream().mapToLong(sample -> sample.measurement().failures()).sum();
    }
}
