package io.ternmq.benchmarks;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Pace;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.peer.Peer;
import java.util.List;
import java.util.function.Consumer;

/**
 * One start of a server, and what drives it.
 *
 * @param peer not started yet
 * @param driver for this server alone, once it has started
 */
record Turn(Peer peer, Driver driver) {

    /** Runs loads one after the other, and ends with the first that fails. */
    @FunctionalInterface
    interface Driver {

        /**
         * Measures the loads; each measurement and note is handed on as soon as it is there, by the calling thread.
         *
         * @param pace of the warm-up and of each load
         */
        void run(List<Load> loads, Pace pace, Consumer<Measurement> measured, Consumer<String> noted) throws DriverException;
    }
}
