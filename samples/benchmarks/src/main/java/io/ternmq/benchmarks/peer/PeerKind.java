package io.ternmq.benchmarks.peer;

import io.ternmq.benchmarks.measure.Face;
import java.util.List;
import java.util.Locale;

/** Which server. */
public enum PeerKind {
    /** This project. */
    TERNMQ("TernMQ"),
    /** The original of the native protocol. */
    ROCKETMQ("RocketMQ"),
    /** The Jakarta Messaging provider to compare with. */
    ARTEMIS("Artemis"),
    /** Open Liberty's own messaging engine, inside the application server. */
    LIBERTY("Liberty's engine"),
    /** No broker at all, to see what the driver can do; not part of the comparison. */
    NOTHING("nothing");

    private final String title;

    PeerKind(String title) {
        this.title = title;
    }

    /** The name in reports. */
    public String title() {
        return title;
    }

    /** The name on the command line and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The servers that TernMQ is compared with. */
    public static List<PeerKind> rivals(Face face) {
        return switch (face) {
            case NATIVE -> List.of(ROCKETMQ);
            case JMS -> List.of(ARTEMIS);
            case EE -> List.of(ARTEMIS, LIBERTY);
        };
    }

    /** A server of this kind, not started yet. */
    public Peer create(PeerSettings settings, ClassPaths classPaths) {
        return switch (this) {
            case TERNMQ -> new TernMqPeer(settings, classPaths);
            case ROCKETMQ -> new RocketMqPeer(settings, classPaths);
            case ARTEMIS -> new ArtemisPeer(settings, classPaths);
            case LIBERTY -> throw new IllegalArgumentException("peer: " + label() + " (expected: with cases of ee only)");
            case NOTHING -> new NothingPeer(settings, classPaths);
        };
    }
}
