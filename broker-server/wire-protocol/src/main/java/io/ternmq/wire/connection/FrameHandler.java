package io.ternmq.wire.connection;

import io.ternmq.wire.frame.Frame;

/** What an end of a connection does with it. All methods run on the connection's event loop and must not block. */
public interface FrameHandler {
    /**
     * A request or one-way arrived; answers to own requests do not come here. The handler owns the frame and releases it. When it
     * throws it must not have handed the frame on: the frame is then released, and answered with code 1 unless it was one-way.
     */
    void onRequest(Connection connection, Frame request);

    /** The connection is open; nothing has been received yet. */
    default void onOpen(Connection connection) {
    }

    /**
     * The connection is closed, by either side; its pending requests have failed. Called once, and only after {@link
     * #onOpen}.
     */
    default void onClose(Connection connection) {
    }

    /** {@link Connection#isWritable()} has changed. */
    default void onWritabilityChanged(Connection connection) {
    }
}
