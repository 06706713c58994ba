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
    REJECT,

    /** Its time was over before the application saw it: finished, and told to whoever keeps such messages. */
    EXPIRE;

    /**
     * The outcome of a code on the wire.
     *
     * @param code 0 to 4, in the order of the constants
     * @throws IllegalArgumentException for any other code
     */
    public static Outcome ofCode(int code) {
        return switch (code) {
            case 0 -> ACCEPT;
            case 1 -> RELEASE;
            case 2 -> RELEASE_CLEAN;
            case 3 -> REJECT;
            case 4 -> EXPIRE;
            default -> throw new IllegalArgumentException("outcome: " + code + " (expected: 0 to 4)");
        };
    }
}
