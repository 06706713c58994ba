package io.ternmq.benchmarks.peer;

/** A running server: started once, stopped once, its store removed with it. Used by one thread. */
public interface Peer extends AutoCloseable {

    /** Starts name server and broker on free loopback ports; returns when the broker can be found through the name server. */
    void start();

    /** {@code host:port} for clients; only after {@link #start()}. */
    String nameServerAddress();

    /** Process whose CPU time and memory are measured: the one with the broker. */
    long brokerPid();

    /** Kills the processes and deletes the store, which nobody needs any more. */
    @Override
    void close();
}
