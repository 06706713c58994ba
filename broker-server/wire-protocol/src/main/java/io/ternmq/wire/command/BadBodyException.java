package io.ternmq.wire.command;

/** A body that cannot be read as what its code promises. The frame is sound, the request is not: answer it with an error. */
public final class BadBodyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public BadBodyException(String message, Throwable cause) {
        super(message, cause);
    }
}
