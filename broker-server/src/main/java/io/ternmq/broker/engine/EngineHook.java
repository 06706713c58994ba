package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.QueueIndex;

/** A part of the broker that works along with the engine's rounds (delivery, schedule). Engine thread; must not block. */
public interface EngineHook {
    /** Before the batch is written: log what was gathered during it (for example acknowledgements, as one change). */
    default void beforeWrite(EngineContext engine) {
    }

    /** New messages of this queue may be leased; called once per round and queue. */
    default void onLeasable(QueueIndex queue) {
    }

    /**
     * After publishing and answering: give out what can be given. What is logged here goes out with the next round.
     *
     * @return true when there is more to do at once, although nothing new may come in
     */
    default boolean afterPublish(EngineContext engine) {
        return false;
    }

    /** The thread may be about to wait for the disk: what this round has given out shall not wait with it. */
    default void beforeForce() {
    }

    /** Wall-clock time of the next call of {@link #onTimer} wanted, or {@link Long#MAX_VALUE}. */
    default long nextTimerMs() {
        return Long.MAX_VALUE;
    }

    /** Its time has come. */
    default void onTimer(EngineContext engine) {
    }
}
