package io.ternmq.jms.remote;

/**
 * The session that a connection has at the broker, and those that it had: which transaction belongs to which. Immutable.
 *
 * @param epoch            number of the session
 * @param afterTransaction transaction ids above this one belong to it
 * @param former           what was before; null for nothing, or when it was too long ago
 */
record SessionEpochs(long epoch, long afterTransaction, SessionEpochs former) {
    private static final int MAX_FORMER = 8;

    /** The first session of a connection. */
    static SessionEpochs first(long epoch) {
        return new SessionEpochs(epoch, 0, null);
    }

    /** The next session. */
    SessionEpochs next(long newEpoch, long lastTransactionId) {
        return new SessionEpochs(newEpoch, lastTransactionId, newest(MAX_FORMER));
    }

    private SessionEpochs newest(int count) {
        SessionEpochs kept = count == 1 || former == null ? null : former.newest(count - 1);
        return new SessionEpochs(epoch, afterTransaction, kept);
    }

    /** Whether a transaction belongs to the present session; so does what is in no transaction, id 0. */
    boolean isCurrent(long transactionId) {
        return transactionId == 0 || transactionId > afterTransaction;
    }

    /** The epoch of a transaction's session. */
    long of(long transactionId) {
        return isCurrent(transactionId) || former == null ? epoch : former.of(transactionId);
    }
}
