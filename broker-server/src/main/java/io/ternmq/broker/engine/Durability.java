package io.ternmq.broker.engine;

/** The level at which the sender of a message gets the answer; see {@link EngineSettings} for when the message becomes visible. */
public enum Durability {
    /** In the file: survives the process, not the machine. */
    APPENDED,
    /** Forced to the disk (and replicated, where the broker is told to). */
    DURABLE
}
