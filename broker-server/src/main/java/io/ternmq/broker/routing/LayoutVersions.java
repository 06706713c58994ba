package io.ternmq.broker.routing;

/** Checks the version stamp of state read from the log. */
final class LayoutVersions {
    private LayoutVersions() {
    }

    /** Refuses to go on with state written by a newer broker: half understood, it would be lost. */
    static void require(int found, int newestKnown, String what) {
        if (found < 1 || found > newestKnown) {
            throw new IllegalStateException(what + " has layout version " + found + " (expected: 1 to " + newestKnown
                + "); was this store used by a newer broker?");
        }
    }
}
