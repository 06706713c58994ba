package io.ternmq.wire.connection;

import java.io.IOException;

/** A request had no answer in time. Whether the peer acted on it is not known; an answer that comes later is dropped. */
public final class RequestTimeoutException extends IOException {
    private static final long serialVersionUID = 1L;

    public RequestTimeoutException(String message) {
        super(message);
    }
}
