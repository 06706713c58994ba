package io.ternmq.benchmarks;

import io.ternmq.benchmarks.ee.Bean;
import io.ternmq.benchmarks.ee.BeanDriver;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.measure.Face;
import io.ternmq.benchmarks.peer.ClassPaths;
import io.ternmq.benchmarks.peer.LibertyPeer;
import io.ternmq.benchmarks.peer.Peer;
import io.ternmq.benchmarks.peer.PeerKind;
import io.ternmq.benchmarks.peer.PeerSettings;

/** Makes servers with what drives them. */
@FunctionalInterface
interface Turns {

    /** A server that is not started yet. */
    Turn create(PeerKind kind, PeerSettings settings);

    /** Servers in processes of their own, driven by the driver of the options' face. */
    static Turns of(Options options) {
        ClassPaths classPaths = ClassPaths.read(options.classPaths());
        return (kind, settings) -> options.face() == Face.EE ? beans(options, classPaths, kind, settings)
            : clients(options, classPaths, kind, settings);
    }

    private static Turn clients(Options options, ClassPaths classPaths, PeerKind kind, PeerSettings settings) {
        Peer peer = kind.create(settings, classPaths);
        return new Turn(peer, (loads, pace, measured, noted) -> {
            DriverCommand command = DriverCommand.of(options.face(), kind, peer, classPaths, options.artemisOptions());
            new DriverProcess(command, options).run(peer.brokerPid(), loads, pace, measured, noted);
        });
    }

    private static Turn beans(Options options, ClassPaths classPaths, PeerKind kind, PeerSettings settings) {
        LibertyPeer peer = LibertyPeer.create(kind, settings, classPaths, options.libertyReliability(), Bean.sessions());
        Window window = new Window(options.loadWarmUpMs(), options.measureMs());
        return new Turn(peer, (loads, pace, measured, noted) -> new BeanDriver(peer, options.warmUpMs(), window).run(loads, pace, measured, noted));
    }
}
