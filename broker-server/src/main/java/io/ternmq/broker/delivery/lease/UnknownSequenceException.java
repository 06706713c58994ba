package io.ternmq.broker.delivery.lease;

/** A settlement names a sequence that the consumer does not hold and never held: its lease is lost. */
public final class UnknownSequenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownSequenceException(String message) {
        super(message);
    }
}
