package io.ternmq.benchmarks.peer;

import java.util.Locale;

/** Which server. */
public enum PeerKind {
    /** This project. */
    TERNMQ("TernMQ"),
    /** The original. */
    ROCKETMQ("RocketMQ"),
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

    /** A server of this kind, not started yet. */
    public Peer create(PeerSettings settings, ClassPaths classPaths) {
        return switch (this) {
            case TERNMQ -> new TernMqPeer(settings, classPaths);
            case ROCKETMQ -> new RocketMqPeer(settings, classPaths);
            case NOTHING -> new NothingPeer(settings, classPaths);
        };
    }
}
