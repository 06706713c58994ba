package io.ternmq.servers;

import io.ternmq.wire.jms.JmsCodes;

/**
 * When the server is killed, in the two-phase commit of a bean that passes a message on: it has a branch at the broker for the delivery,
 * and what is sent belongs to it, or to one of its own.
 */
enum CrashPoint {
    /** A branch is prepared, and nothing decided. */
    BEFORE_THE_DECISION(JmsCodes.BRANCH_PREPARE, true, false),
    /** All is prepared, and the server's log says that it is to be committed. */
    AFTER_THE_DECISION(JmsCodes.BRANCH_COMMIT, false, true);

    private final int code;
    private final boolean isAnswer;
    private final boolean isCommitted;

    CrashPoint(int code, boolean isAnswer, boolean isCommitted) {
        this.code = code;
        this.isAnswer = isAnswer;
        this.isCommitted = isCommitted;
    }

    /** Of the request to the broker that is lost, or whose answer is. */
    int code() {
        return code;
    }

    boolean isAnswer() {
        return isAnswer;
    }

    /** What recovery has to make of the transaction. */
    boolean isCommitted() {
        return isCommitted;
    }
}
