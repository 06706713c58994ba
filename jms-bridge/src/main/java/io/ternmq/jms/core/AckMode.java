package io.ternmq.jms.core;

/** When a session acknowledges. */
public enum AckMode {
    /** Each message by itself: before receive() returns it, after a listener returned from it. */
    AUTO(1),
    /** When the application says so, for all that the session has delivered. */
    CLIENT(2),
    /** In batches, lazily: repeats are possible after a crash. */
    DUPS_OK(3),
    /** With the transaction's commit. */
    TRANSACTED(0),
    /** With the branch in which the session works; without one, as {@link #AUTO}. */
    XA(0),
    /** When the application says so, for one message: a mode of ours. */
    INDIVIDUAL(101);

    private final int jmsValue;

    AckMode(int jmsValue) {
        this.jmsValue = jmsValue;
    }

    /** The constant that {@code jakarta.jms.Session} has for it; 101 for {@link #INDIVIDUAL}. */
    public int jmsValue() {
        return jmsValue;
    }

    /**
     * The mode of a JMS constant.
     *
     * @return null for an unknown one
     */
    public static AckMode of(int jmsValue) {
        for (AckMode mode : values()) {
            if (mode.jmsValue == jmsValue) {
                return mode;
            }
        }
        return null;
    }
}
