package io.ternmq.jca.connection;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.ResourceAllocationException;
import jakarta.resource.ResourceException;
import java.util.Set;

/**
 * What can go wrong in the adapter itself. Each has a code that stays the same between versions, in the range that follows the JMS
 * client's own (TERN-1xx): the error code of its exceptions, and in front of what is logged. The README lists them with what to do.
 */
public enum AdapterError {

    /** Neither the activation or connection factory nor the resource adapter says where the broker is. */
    NO_ADDRESS(201, "No name server address is configured"),
    /** {@code options} is not of the form name=value;name=value, or names an option or value that the JMS client does not have. */
    WRONG_OPTION(202, "An option of the JMS client is unknown or has a wrong value"),
    /** Another property has a value that it cannot have. */
    WRONG_PROPERTY(203, "A property has a wrong value"),
    /** A connection factory or activation specification is used without, or with a foreign, resource adapter. */
    NOT_ASSOCIATED(204, "The object does not belong to this resource adapter"),
    /** Nobody answers at the address, or the broker is too busy. */
    CANNOT_CONNECT(205, "The broker cannot be reached, or refused the connection"),
    /** Wrong password, or an unknown user. */
    SIGN_ON_REFUSED(206, "The broker refused the user or password"),
    /** The link of a connection is broken. */
    CONNECTION_LOST(207, "The connection is lost"),
    /** An object was closed, or is in no state for the call. */
    ILLEGAL_STATE(208, "The object is closed, or its state does not allow the call"),
    /** What the specification keeps from applications in a container. */
    NOT_IN_CONTAINER(209, "The call is not permitted in an application server"),
    /** A second session, where a connection may have one. */
    ONE_SESSION(210, "A connection has one open session at most"),
    /** The broker has no distributed transactions. */
    NO_XA(211, "The broker cannot take part in the transaction"),
    /** The end of a local transaction failed, or was out of turn. */
    LOCAL_TRANSACTION(212, "A local transaction could not be begun or ended"),
    /** The server could not make the connection part of the transaction. */
    NOT_ENLISTED(213, "The connection could not be made part of the transaction"),
    /** The properties of an activation do not fit, alone or together. */
    WRONG_ACTIVATION(221, "The activation properties are wrong"),
    /** A queue or topic is not what the configuration says. */
    WRONG_DESTINATION(222, "The destination cannot be found, or is no queue or topic"),
    /** The same endpoint was activated twice. */
    ACTIVATED_TWICE(223, "The endpoint is activated already"),
    /** A message could not be handed to the bean. */
    DELIVERY_FAILED(224, "The delivery failed before the bean was called"),
    /** Deliveries failed too often in a row, or an administrator wants it. */
    PAUSED(225, "Deliveries to a bean are paused"),
    /** The server has begun a transaction around a delivery that it does not end, or whose end is not known. */
    UNKNOWN_END(226, "How the transaction of a delivery ended is not known"),
    /** The application is starting or stopped, or all of the server's threads are busy. */
    NO_INSTANCE(227, "The server has no instance of the bean, or no thread, for a message"),
    /** A connection is to be had, but not with the client id, subscription, group or selector that the activation wants. */
    REFUSED(228, "The broker or the JMS client refuses what the bean asks for");

    /** The client's codes for what passes by itself: the link is lost, no answer in time, interrupted, busy, unforeseen. */
    private static final Set<String> PASSING = Set.of("TERN-102", "TERN-103", "TERN-104", "TERN-113", "TERN-199");

    private final int number;
    private final String meaning;

    AdapterError(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** For the error code of an exception, {@code TERN-2xx}. */
    public String code() {
        return "TERN-" + number;
    }

    /** What it says in general, as in the README. */
    public String meaning() {
        return meaning;
    }

    /** A text for the log, where nothing else shows the code. */
    public String logged(String text) {
        return code() + ": " + text;
    }

    /** What keeps a connection from being made: one of these that was thrown as such, or what the client's exception amounts to. */
    public static AdapterError ofConnecting(Throwable thrown) {
        if (!(thrown instanceof JMSException failure)) {
            return CANNOT_CONNECT;
        }
        for (AdapterError error : values()) {
            if (error.code().equals(failure.getErrorCode())) {
                return error;
            }
        }
        if (failure instanceof JMSSecurityException) {
            return SIGN_ON_REFUSED;
        }
        if (failure instanceof InvalidDestinationException) {
            return WRONG_DESTINATION;
        }
        if (failure instanceof InvalidSelectorException) {
            return WRONG_ACTIVATION;
        }
        return isPassing(failure) ? CANNOT_CONNECT : REFUSED;
    }

    private static boolean isPassing(JMSException failure) {
        String code = failure.getErrorCode();
        return code == null || PASSING.contains(code) || failure instanceof ResourceAllocationException;
    }

    /** What was thrown, for the log and for administrators: its message, with the code where it has one. */
    public static String describe(Throwable thrown) {
        String code = thrown instanceof JMSException failure ? failure.getErrorCode() : null;
        String text = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        return code == null || text.contains(code) ? text : code + ": " + text;
    }

    /** The exception of an application's call. */
    public JMSException jms(String text) {
        return new JMSException(text, code());
    }

    /** The same with what it comes from. */
    public JMSException jms(String text, Exception cause) {
        JMSException failure = jms(text);
        failure.initCause(cause);
        failure.setLinkedException(cause);
        return failure;
    }

    /** The exception of a call that is not allowed, or not now. */
    public IllegalStateException illegalState(String text) {
        return new IllegalStateException(text, code());
    }

    /** Puts the code into an exception for the server, which shows it at the end of its message. */
    public <E extends ResourceException> E in(E failure) {
        failure.setErrorCode(code());
        return failure;
    }
}
