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
        return Spread.of(samples.getOrDefault(peer, Map.of()).values().stream()
            .map(sample -> metric.of(sample.measurement()))
            .toList());
    }

    /** TernMQ divided by RocketMQ, round by round, so that a slow minute of the machine touches both sides of a ratio. */
    Spread ratio(Metric metric) {
        Map<Integer, Sample> ternMq = samples.getOrDefault(PeerKind.TERNMQ, Map.of());
        Map<Integer, Sample> rocketMq = samples.getOrDefault(PeerKind.ROCKETMQ, Map.of());
        return Spread.of(ternMq.entrySet().stream()
            .filter(entry -> rocketMq.containsKey(entry.getKey()))
            .map(entry -> metric.of(entry.getValue().measurement()) / metric.of(rocketMq.get(entry.getKey()).measurement()))
            .toList());
    }

    /** Messages of all rounds that were refused or did not arrive. */
    long failures(PeerKind peer) {
        return samples.getOrDefault(peer, Map.of()).values().stream().mapToLong(sample -> sample.measurement().failures()).sum();
    }
}
