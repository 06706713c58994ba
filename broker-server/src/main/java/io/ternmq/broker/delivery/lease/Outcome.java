package io.ternmq.broker.delivery.lease;

/** How a leased message was settled by its consumer. */
public enum Outcome {

    /** Consumed: never delivered to this group again. */
    ACCEPT,

    /** Given back after the application has seen it: its delivery count goes up, it keeps its place. */
    RELEASE,

    /** Given back unseen: no trace is left, it keeps its place. */
    RELEASE_CLEAN,

    /** Refused for good: goes to the group's dead letters at once. */
    REJECT;

    /**
     * The outcome of a code on the wire.
     *
     * @param code 0 to 3, in the order of the constants
     * @throws IllegalArgumentException for any other code
     */
    public static Outcome ofCode(int code) {
        return switch (code) {
            case 0 -> ACCEPT;
            case 1 -> RELEASE;
            case 2 -> RELEASE_CLEAN;
            case 3 -> REJECT;
            default -> throw new IllegalArgumentException("outcome: " + code + " (expected: 0 to 3)");
        };
    }
}
