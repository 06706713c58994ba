package io.ternmq.benchmarks.peer;

import io.ternmq.benchmarks.measure.Face;
import java.util.Locale;

/** Which server. */
public enum PeerKind {
    /** This project. */
    TERNMQ("TernMQ"),
    /** The original of the native protocol. */
    ROCKETMQ("RocketMQ"),
    /** The Jakarta Messaging provider to compare with. */
    ARTEMIS("Artemis"),
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

    /** The server that TernMQ is compared with. */
    public static PeerKind rival(Face face) {
        return face == Face.JMS ? ARTEMIS : ROCKETMQ;
    }

    /** A server of this kind, not started yet. */
    public Peer create(PeerSettings settings, ClassPaths classPaths) {
        return switch (this) {
            case TERNMQ -> new TernMqPeer(settings, classPaths);
            case ROCKETMQ -> new RocketMqPeer(settings, classPaths);
            case ARTEMIS -> new ArtemisPeer(settings, classPaths);
            case NOTHING -> new NothingPeer(settings, classPaths);
        };
    }
}
