package io.ternmq.benchmarks.application;

import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;

/** The transaction of this thread, as Open Liberty shows it to applications that ask for more than the specification gives. */
final class Transactions {

    private static final String FACTORY = "com.ibm.tx.jta.TransactionManagerFactory";

    private Transactions() {
    }

    static Transaction current() throws SystemException {
        try {
            Class<?> factory = Class.forName(FACTORY, true, Thread.currentThread().getContextClassLoader());
            return ((TransactionManager) factory.getMethod("getTransactionManager").invoke(null)).getTransaction();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(FACTORY + " is not there", e);
        }
    }
}
