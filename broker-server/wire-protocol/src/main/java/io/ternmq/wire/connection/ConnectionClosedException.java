package io.ternmq.wire.connection;

import java.io.IOException;

/** A request cannot be answered any more because its connection is closed. Whether the peer acted on it is not known. */
public final class ConnectionClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    public ConnectionClosedException(String message) {
        super(message);
    }
}
