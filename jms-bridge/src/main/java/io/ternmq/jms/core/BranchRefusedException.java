package io.ternmq.jms.core;

import jakarta.jms.JMSException;

/** The broker, or the session, refuses because of the state of a branch. */
public final class BranchRefusedException extends JMSException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** No such branch. */
        UNKNOWN,
        /** It is there already. */
        DUPLICATE,
        /** Not in this state. */
        WRONG_STATE,
        /** It is, or can only be, rolled back. */
        ROLLED_BACK,
        /** Rolled back since its time was over. */
        TIMED_OUT,
        /** Rolled back since a connection that worked in it was lost. */
        CONNECTION_LOST,
        /** An administrator has committed it. */
        HEURISTIC_COMMIT,
        /** An administrator has rolled it back. */
        HEURISTIC_ROLLBACK
    }

    private final Reason reason;

    public BranchRefusedException(Reason reason, String message) {
        super(message, JmsErrors.BRANCH_REFUSED);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
