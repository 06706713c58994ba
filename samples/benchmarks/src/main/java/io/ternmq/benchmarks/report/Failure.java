package io.ternmq.benchmarks.report;

import io.ternmq.benchmarks.peer.FlushMode;
import io.ternmq.benchmarks.peer.PeerKind;

/**
 * Something that could not be measured, or a server that failed when everything was.
 *
 * @param peer which server
 * @param flushMode how it flushed
 * @param round from 0
 * @param what the load, or what else failed
 * @param reason one line
 */
public record Failure(PeerKind peer, FlushMode flushMode, int round, String what, String reason) {

    /** One line for people. */
    public String text() {
        return peer.title() + " failed in " + what + ", " + flushMode.label() + " flush, round " + (round + 1) + ": " + reason;
    }
}
