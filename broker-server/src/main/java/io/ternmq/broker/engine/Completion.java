package io.ternmq.broker.engine;

import java.util.concurrent.Executor;

/**
 * Something that waits for the log to reach its level. The engine hands completions over to their executors in position
 * order, one hand-over per executor and batch.
 */
public interface Completion {
    /** Where {@link #onComplete} runs, usually the event loop of the connection that gets the answer. */
    Executor executor();

    /** What was asked for has happened. */
    void onComplete();

    /** The broker stops before the level was reached: the outcome is unknown to the sender. */
    void onAborted(Throwable cause);
}
