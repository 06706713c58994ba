package io.ternmq.broker.engine;

/** Work for the engine thread. */
public interface EngineTask {
    /** Decides and changes state. Runs once on the engine thread; must not block. */
    void run(EngineContext engine);

    /**
     * The task could not run or failed: the engine's queue was left at shutdown, or {@link #run} threw. When it threw
     * after something was logged the engine stops, and the outcome is unknown. Any thread.
     */
    void onFailed(Throwable cause);

    /** Bytes that the task will roughly log; bounds a batch. */
    default int weightBytes() {
        return 0;
    }
}
