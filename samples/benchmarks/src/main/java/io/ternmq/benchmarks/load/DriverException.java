package io.ternmq.benchmarks.load;

/** The server did not do what a load needs. */
public final class DriverException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what was expected and what was there. */
    public DriverException(String message) {
        super(message);
    }

    /** With what was tried, and why it failed. */
    public DriverException(String message, Throwable cause) {
        super(message, cause);
    }
}
