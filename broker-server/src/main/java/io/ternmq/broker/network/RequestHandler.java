package io.ternmq.broker.network;

import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;

/** Answers one kind of request, now or later. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Takes a request over, and with it the duty to release it. Runs on the connection's event loop and must not block. A
     * handler that throws must have kept the frame: it is then released, and answered with the exception's code.
     */
    void handle(Connection connection, Frame request);

    /** A handler that answers at once and keeps nothing of the request. */
    @FunctionalInterface
    interface Immediate {
        /** The answer; ignored when the request is one-way. Does not release the request. */
        Frame answer(Connection connection, Frame request);
    }

    /** Sends what {@code handler} answers, and releases the request. */
    static RequestHandler immediate(Immediate handler) {
        return (connection, request) -> {
            Frame response = handler.answer(connection, request);
            if (request.isOneway()) {
                response.release();
            } else {
                connection.send(response);
            }
            request.release();
        };
    }
}
