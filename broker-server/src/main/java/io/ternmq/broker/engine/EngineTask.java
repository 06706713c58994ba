package io.ternmq.broker.engine;

/** Work for the engine thread. */
public interface EngineTask {
    /** Decides and changes state. Runs once on the engine thread; must not block. */
    void run(EngineContext engine);

    /**
     * The task could not run or failed: the engine's queue was left at shutdown, or {@link #run} threw before anything
     * was logged. Any thread.
     */
    void onFailed(Throwable cause);

    /** Bytes that the task will roughly log; bounds a batch. */
    default int weightBytes() {
        return 0;
    }
}
