package io.ternmq.jms.core;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;

/** Makes the client's own exceptions, each with an error code that stays the same between versions. */
public final class JmsErrors {
    /** A feature that this version does not have. */
    public static final String NOT_SUPPORTED = "TERN-100";
    /** The object was closed, or is in no state for the call. */
    public static final String ILLEGAL_STATE = "TERN-101";
    /** The connection to the broker is lost, or could not be made. */
    public static final String CONNECTION_LOST = "TERN-102";
    /** The broker did not answer in time. */
    public static final String TIMED_OUT = "TERN-103";
    /** The calling thread was interrupted while waiting. */
    public static final String INTERRUPTED = "TERN-104";
    /** The broker refused; the message says why. */
    public static final String REFUSED = "TERN-105";
    /** A destination, selector, client id or argument is not valid. */
    public static final String INVALID_ARGUMENT = "TERN-106";
    /** The message is larger than the broker takes. */
    public static final String TOO_LARGE = "TERN-107";
    /** The transaction was rolled back by the broker. */
    public static final String ROLLED_BACK = "TERN-108";
    /** The deliveries were given back by the broker, since the session was silent for too long. */
    public static final String LEASE_LOST = "TERN-109";
    /** The class of an object message is not on the allow-list. */
    public static final String CLASS_NOT_ALLOWED = "TERN-110";
    /** A message cannot be converted or read. */
    public static final String MESSAGE_FORMAT = "TERN-111";
    /** A distributed transaction is not in the state for the call. */
    public static final String BRANCH_REFUSED = "TERN-112";
    /** Too much waits to be sent, or the broker was too busy for too long. */
    public static final String BUSY = "TERN-113";
    /** Something that nobody foresaw. */
    public static final String UNEXPECTED = "TERN-199";

    private JmsErrors() {
    }

    /** Whether the broker has answered that it did not do it, and may do it when asked again. */
    static boolean isRefusal(JMSException failure) {
        return REFUSED.equals(failure.getErrorCode());
    }

    /** Whether it was certainly not done: refused, or given up since the broker was busy for too long. */
    static boolean isUndone(JMSException failure) {
        return isRefusal(failure) || BUSY.equals(failure.getErrorCode());
    }

    /** Whether the broker has given the messages to be settled to others, or will do so. */
    static boolean isLeaseLost(JMSException failure) {
        return LEASE_LOST.equals(failure.getErrorCode());
    }

    /** For a feature that is not there yet. */
    public static JMSException notSupported(String feature) {
        return new JMSException(feature + " is not supported by this version of TernMQ", NOT_SUPPORTED);
    }

    /** For a call that the object's state does not allow. */
    public static IllegalStateException illegalState(String message) {
        return new IllegalStateException(message, ILLEGAL_STATE);
    }

    /** For whatever has no better translation. */
    public static JMSException of(String code, String message, Throwable cause) {
        JMSException exception = new JMSException(message, code);
        if (cause != null) {
            exception.initCause(cause);
            if (cause instanceof Exception linked) {
                exception.setLinkedException(linked);
            }
        }
        return exception;
    }
}
