package io.ternmq.broker.engine;

/** Reading off the engine what may not be in memory any more: neither the engine nor an event loop may wait for a disk. */
public interface ColdReads {
    /** Whether reading at a log position waits for no disk. Any thread. */
    boolean isHot(long position);

    /**
     * Runs {@code work} on a reader thread.
     *
     * @return false when too much waits there already: try again later
     */
    boolean tryRun(Runnable work);
}
