package io.ternmq.broker.engine;

/** The level at which a message becomes visible and its sender gets the answer. */
public enum Durability {
    /** In the file: survives the process, not the machine. */
    APPENDED,
    /** Forced to the disk (and replicated, where the broker is told to). */
    DURABLE
}
