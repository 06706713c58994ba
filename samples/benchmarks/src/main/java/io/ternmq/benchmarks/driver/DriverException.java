package io.ternmq.benchmarks.driver;

/** The server did not do what a load needs. */
final class DriverException extends Exception {

    private static final long serialVersionUID = 1L;

    DriverException(String message) {
        super(message);
    }

    DriverException(String message, Throwable cause) {
        super(message, cause);
    }
}
