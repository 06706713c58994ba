package io.ternmq.jca.inbound;

/**
 * How an activation fares.
 *
 * @param state         STARTING, RUNNING, BACKOFF, PAUSED, TRYING or STOPPED
 * @param reason        why it is in BACKOFF or PAUSED, or was before TRYING; else empty
 * @param delivered     messages that the bean has processed
 * @param failed        deliveries that failed or were rolled back
 * @param sessions      deliveries that are possible at the same time now
 * @param lastError     what went wrong last; null for nothing
 * @param lastErrorMs   when, ms since the epoch; 0 for never
 */
public record ActivationReport(String state, String reason, long delivered, long failed, int sessions, String lastError,
                               long lastErrorMs) {

    /** Whether the bean gets messages; also the one that is tried after a pause, which may come only once this server is ready. */
    public boolean isReady() {
        return "RUNNING".equals(state) || "TRYING".equals(state);
    }
}
