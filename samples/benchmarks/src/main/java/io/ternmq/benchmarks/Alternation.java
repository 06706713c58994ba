package io.ternmq.benchmarks;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Pace;
import io.ternmq.benchmarks.load.Reasons;
import io.ternmq.benchmarks.measure.DiskForce;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Work;
import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.Peer;
import io.ternmq.benchmarks.peer.PeerKind;
import io.ternmq.benchmarks.peer.PeerSettings;
import io.ternmq.benchmarks.report.Failure;
import io.ternmq.benchmarks.report.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The order of a run. For each round, flush mode and group of cases all servers take their turn one right after the other, each
 * freshly started on an empty store and alone on the machine; every other round they swap places. A case that fails ends the turn
 * of its server, and the cases behind it get another: what comes after a failure on the same server says nothing.
 *
 * <p>With passes all servers of a turn are there at the same time, and take turns load by load ({@link Rotation}): a machine that is fast
 * in one minute and slow in the next touches both sides of a ratio, and all but the first pass are run by code that is compiled. A case that
 * fails ends the turn of its server then.
 */
final class Alternation {

    private final Options options;
    private final Turns turns;
    private final Results results;

    Alternation(Options options, Turns turns, Results results) {
        this.options = options;
        this.turns = turns;
        this.results = results;
    }

    /** Runs everything, whatever of it fails. */
    void run() {
        for (int round = 0; round < options.rounds(); round++) {
            for (FlushMode flushMode : options.flushModes()) {
                for (List<Work> works : options.turns()) {
                    if (works.get(0).writes() || flushMode == options.flushModes().get(0)) {
                        takeTurns(round, flushMode, options.loads(works));
                    }
                }
            }
        }
    }

    private void takeTurns(int round, FlushMode flushMode, List<Load> loads) {
        List<PeerKind> order = new ArrayList<>(options.peers());
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        if (options.passes() > 0) {
            takeTurnsTogether(order, flushMode, round, loads);
            return;
        }
        for (PeerKind kind : order) {
            List<Load> left = loads;
            while (!left.isEmpty()) {
                left = takeTurn(kind, flushMode, round, left, Pace.ALONE);
                results.write();
            }
        }
    }

    private void takeTurnsTogether(List<PeerKind> order, FlushMode flushMode, int round, List<Load> loads) {
        List<Load> steps = Collections.nCopies(options.passes(), loads).stream().flatMap(List::stream).toList();
        Rotation rotation = new Rotation();
        List<Thread> sides = new ArrayList<>();
        for (PeerKind kind : order) {
            Pace pace = rotation.add();
            sides.add(new Thread(() -> {
                try {
                    takeTurn(kind, flushMode, round, steps, pace);
                } finally {
                    pace.end();
                }
            }, kind.label()));
        }
        sides.forEach(Thread::start);
        sides.forEach(Alternation::join);
        results.write();
    }

    private static void join(Thread side) {
        try {
            side.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while servers are measured", e);
        }
    }

    /** Returns the loads behind the one that failed, which still have to be tried; empty when nothing is left to try. */
    private List<Load> takeTurn(PeerKind kind, FlushMode flushMode, int round, List<Load> loads, Pace pace) {
        PeerSettings settings = new PeerSettings(options.output().resolve(kind.label()), options.output().resolve("logs"),
            options.heap(), options.jvmFlags(), flushMode);
        List<Load> open = new ArrayList<>(loads);
        boolean isStarted = false;
        try {
            Turn turn = turns.create(kind, settings);
            try (Peer peer = turn.peer()) {
                start(kind, peer);
                isStarted = true;
                drive(kind, flushMode, round, turn, open, pace);
            }
            return List.of();
        } catch (DriverException | RuntimeException e) {
            // Whoever does not start for one case will not for the next
            List<Load> failed = isStarted ? open.subList(0, Math.min(1, open.size())) : open;
            fail(kind, flushMode, round, failed, e);
            return List.copyOf(open.subList(failed.size(), open.size()));
        }
    }

    private void start(PeerKind kind, Peer peer) {
        peer.start();
        if (peer.note() != null) {
            results.note(kind, peer.note());
        }
    }

    private void drive(PeerKind kind, FlushMode flushMode, int round, Turn turn, List<Load> open, Pace pace) throws DriverException {
        try {
            turn.driver().run(List.copyOf(open), pace, measurement -> {
                // Each pass is a round to the report: what was measured side by side is compared.
                long passesLeft = open.stream().filter(measurement.load()::equals).count();
                int pass = Math.toIntExact(Math.max(0, options.passes() - passesLeft));
                results.add(new Sample(kind, flushMode, round * Math.max(1, options.passes()) + pass, measurement,
                    DiskForce.medianUs(options.output())));
                open.remove(measurement.load());
            }, text -> results.note(kind, text));
        } finally {
            turn.peer().warnings().forEach(warning -> results.note(kind, warning));
        }
        if (!open.isEmpty()) {
            throw new DriverException("the driver ended without measuring it");
        }
    }

    private void fail(PeerKind kind, FlushMode flushMode, int round, List<Load> failed, Exception failure) {
        String reason = Reasons.of(failure);
        if (failed.isEmpty()) {
            results.add(new Failure(kind, flushMode, round, "what follows its cases", reason));
        }
        failed.forEach(load -> results.add(new Failure(kind, flushMode, round, load.text(), reason)));
    }
}
