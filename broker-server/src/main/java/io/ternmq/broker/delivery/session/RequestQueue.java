package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.EngineTask;
import io.ternmq.wire.connection.Connection;

/** Takes what clients ask to the engine. */
@FunctionalInterface
public interface RequestQueue {
    /**
     * Submits what a connection asks. On its event loop.
     *
     * @return false when the engine takes no more
     */
    boolean submit(EngineTask task, Connection connection);
}
