package io.ternmq.benchmarks.peer;

import java.util.List;

/** A running server: started once, stopped once, its store removed with it. Used by one thread. */
public interface Peer extends AutoCloseable {

    /** Starts its processes on free loopback ports; returns when clients can use it. */
    void start();

    /** What the report should say of this instance, nullable; only after {@link #start()}. */
    default String note() {
        return null;
    }

    /** Warnings of the server so far that put its figures in another light, a few at most; only after {@link #start()}. */
    default List<String> warnings() {
        return List.of();
    }

    /** {@code host:port} where clients begin, the name server's if there is one; only after {@link #start()}. */
    String address();

    /** Process whose CPU time and memory are measured: the one with the broker. */
    long brokerPid();

    /** Kills the processes and deletes the store, which nobody needs any more. */
    @Override
    void close();
}
