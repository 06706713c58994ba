package io.ternmq.broker.delivery.lease;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.jms.FailureCause;

/**
 * How a message is given back, and why.
 *
 * @param rules what becomes of it; null for the group's own
 * @param nowMs wall-clock time
 * @param notBeforeMs wall-clock time before which it is not delivered again; 0 for what the rules say
 * @param extraDeliveries how often more than once the application has seen it since it was leased
 * @param client who had it, for people
 * @param cause what went wrong
 */
public record ReleaseTerms(RedeliveryRules rules, long nowMs, long notBeforeMs, int extraDeliveries, String client,
        FailureCause cause) {

    /** As the group's own rules say, without a cause. For outcomes that ask for nothing of it as well. */
    public static final ReleaseTerms NOW = new ReleaseTerms(0, null);

    public ReleaseTerms {
        requireNonNull(client, "client");
        requireNonNull(cause, "cause");
    }

    /**
     * By the group's own rules.
     *
     * @param causeOrNull what went wrong
     */
    public ReleaseTerms(long notBeforeMs, String causeOrNull) {
        this(null, 0, notBeforeMs, 0, "", FailureCause.of(causeOrNull));
    }

    /** The attempt that has failed, to be remembered. */
    FailureHistory.Attempt attempt(int delivery) {
        String exception = cause.exception() == null ? "" : cause.exception();
        String message = cause.message() == null ? "" : cause.message();
        String separator = exception.isEmpty() || message.isEmpty() ? "" : ": ";
        return new FailureHistory.Attempt(nowMs, delivery, client, exception + separator + message);
    }
}
