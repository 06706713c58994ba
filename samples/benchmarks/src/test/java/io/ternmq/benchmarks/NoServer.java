package io.ternmq.benchmarks;

import io.ternmq.benchmarks.peer.Peer;

/** For tests of the harness alone. */
class NoServer implements Peer {

    @Override
    public void start() {
        // nothing to start
    }

    @Override
    public String address() {
        return "127.0.0.1:1";
    }

    @Override
    public long brokerPid() {
        return 0;
    }

    @Override
    public void close() {
        // nothing to stop
    }
}
