package io.ternmq.jms.core;

/**
 * Thrown by a container's listener that could not hand a message to its application: the message goes back as if it had never come, and
 * its delivery is not counted.
 */
public final class UnseenMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param cause what kept it from being handed over */
    public UnseenMessageException(Throwable cause) {
        super("Not handed to the application: " + cause.getMessage(), cause, false, false);
    }
}
