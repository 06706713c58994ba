package io.ternmq.broker.delivery.lease;

/**
 * How a message is given back.
 *
 * @param notBeforeMs wall-clock time before which it is not delivered again, 0 for at once
 * @param cause what went wrong, for people; null when nobody said
 */
public record ReleaseTerms(long notBeforeMs, String cause) {

    /** At once, without a cause. */
    public static final ReleaseTerms NOW = new ReleaseTerms(0, null);
}
