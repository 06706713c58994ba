package io.ternmq.wire.jms;

/** A header block, property block, envelope or typed body that does not have the documented form. */
public final class BadBlockException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was found and what was expected
     */
    public BadBlockException(String message) {
        super(message);
    }

    BadBlockException(String message, Throwable cause) {
        super(message, cause);
    }
}
