package io.ternmq.jca.transaction;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/**
 * How the container's transaction around a delivery ended. A bean that only marks its transaction for rollback throws nothing, so this
 * is the way to learn that its message is not done. Written by the thread that ends the transaction, which is the delivering one.
 */
public final class TransactionOutcome implements Synchronization {

    private volatile int status = Status.STATUS_NO_TRANSACTION;

    private TransactionOutcome() {
    }

    /**
     * Watches the transaction of the calling thread.
     *
     * @param registry the server's, or null where there is none
     * @return never null; without a transaction it says that nothing was rolled back
     */
    public static TransactionOutcome watch(TransactionSynchronizationRegistry registry) {
        TransactionOutcome outcome = new TransactionOutcome();
        if (registry != null && registry.getTransactionKey() != null) {
            registry.registerInterposedSynchronization(outcome);
            outcome.status = Status.STATUS_ACTIVE;
        }
        return outcome;
    }

    /** Whether there was a transaction and it is not known to have been committed. Ask after the container has ended it. */
    public boolean isUndone() {
        return status != Status.STATUS_NO_TRANSACTION && status != Status.STATUS_COMMITTED;
    }

    @Override
    public void beforeCompletion() {
        // Only the end matters.
    }

    @Override
    public void afterCompletion(int finalStatus) {
        status = finalStatus;
    }
}
