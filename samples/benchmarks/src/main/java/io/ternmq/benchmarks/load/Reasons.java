package io.ternmq.benchmarks.load;

/** Why something failed, in one line for the report. */
public final class Reasons {

    private static final int MAX_LENGTH = 500;

    private Reasons() {
    }

    /** The failure and what is at the bottom of it, at most 500 characters; the whole of it belongs into a log. */
    public static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = (cause == failure ? failure.toString() : failure.getMessage() + ": " + cause).replaceAll("\\s+", " ");
        return reason.length() <= MAX_LENGTH ? reason : reason.substring(0, MAX_LENGTH) + "...";
    }
}
