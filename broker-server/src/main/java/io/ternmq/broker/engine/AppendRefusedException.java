package io.ternmq.broker.engine;

/** A message that cannot be stored as things are; the sender gets the code. Nothing was logged. */
public final class AppendRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int responseCode;

    /** @param responseCode a response code of PROTOCOL §18 */
    public AppendRefusedException(int responseCode, String message) {
        super(message, null, false, false);
        this.responseCode = responseCode;
    }

    public int responseCode() {
        return responseCode;
    }
}
