package io.ternmq.wire.frame;

import java.io.IOException;

/** Bytes that are no frame. The message says what was found, what was expected and where; the connection is of no more use. */
public final class BadFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    public BadFrameException(String message) {
        super(message);
    }
}
