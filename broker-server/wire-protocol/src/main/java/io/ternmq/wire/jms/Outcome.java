package io.ternmq.wire.jms;

/** What became of a delivered message. */
public enum Outcome {
    /** Done. */
    ACCEPT(0),
    /** The application saw it and failed or gave up: back to its place, with its delivery count raised. */
    RELEASE(1),
    /** The application never saw it: back to its place as if it had not been delivered. */
    RELEASE_UNSEEN(2),
    /** Not to be delivered again: to the dead letters. */
    REJECT(3),
    /** Its time was over before the application saw it: done, and kept in the expiry queue where there is one. */
    EXPIRE(4);

    private static final Outcome[] VALUES = values();
    private final int code;

    Outcome(int code) {
        this.code = code;
    }

    /** Its number on the wire. */
    public int code() {
        return code;
    }

    static Outcome of(int code) {
        if (code < 0 || code >= VALUES.length) {
            throw new BadBlockException("outcome: " + code + " (expected: 0 to " + (VALUES.length - 1) + ")");
        }
        return VALUES[code];
    }
}
