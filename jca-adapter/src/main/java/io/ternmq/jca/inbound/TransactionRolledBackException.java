package io.ternmq.jca.inbound;

/** Why a message comes again whose bean has thrown nothing. Without a stack: nobody has thrown it. */
final class TransactionRolledBackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TransactionRolledBackException() {
        super("the transaction of the delivery was rolled back: the bean marked it, its time was over, or another resource failed", null,
                false, false);
    }
}
