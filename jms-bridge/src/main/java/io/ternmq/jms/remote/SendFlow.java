package io.ternmq.jms.remote;

/**
 * What happens to a message when too much waits to be sent, or the broker is too busy to take it.
 *
 * @param isBlocking whether it waits for its turn, and those behind it as well; else sending fails at once
 * @param timeoutMs  how long it waits at most; 0 for as long as it takes
 */
public record SendFlow(boolean isBlocking, long timeoutMs) {
    /** It waits as long as it takes. */
    public static final SendFlow DEFAULTS = new SendFlow(true, 0);

    public SendFlow {
        if (timeoutMs < 0) {
            throw new IllegalArgumentException("sendTimeoutMs: " + timeoutMs + " (expected: >= 0)");
        }
    }

    /**
     * By the name of a policy.
     *
     * @param policy {@code block} or {@code fail}
     */
    public static SendFlow of(String policy, long timeoutMs) {
        return switch (policy) {
            case "block" -> new SendFlow(true, timeoutMs);
            case "fail" -> new SendFlow(false, timeoutMs);
            default -> throw new IllegalArgumentException("sendPolicy: '" + policy + "' (expected: block or fail)");
        };
    }
}
