package io.ternmq.jca.inbound;

/** Tells the session that a message is not done. Without a stack of its own: what matters is the cause. */
final class DeliveryFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeliveryFailedException(Throwable cause) {
        super(cause.toString(), cause, false, false);
    }

    /** In place of one that cannot be asked. */
    DeliveryFailedException(String text) {
        super(text, null, false, false);
    }

    /** The cause's own text: this is what people see beside a dead letter. */
    @Override
    public String toString() {
        return getMessage();
    }
}
