package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.PeerKind;

/**
 * A measurement with where it was made.
 *
 * @param peer which server
 * @param flushMode how it flushed
 * @param round from 0; the measurements of both servers in one round were made one after the other
 * @param measurement what was measured
 * @param diskForceUs what a force of the disk took right after it, the median in microseconds
 */
public record Sample(PeerKind peer, FlushMode flushMode, int round, Measurement measurement, double diskForceUs) {
}
