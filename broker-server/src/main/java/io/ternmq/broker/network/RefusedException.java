package io.ternmq.broker.network;

/**
 * A request is refused with a code of PROTOCOL §18; the dispatcher turns it into the answer. Without a stack trace: it is
 * expected.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param reason goes to the client as the remark */
    public RefusedException(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    /** The response code. */
    public int code() {
        return code;
    }
}
