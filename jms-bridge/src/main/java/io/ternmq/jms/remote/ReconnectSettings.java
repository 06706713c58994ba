package io.ternmq.jms.remote;

/**
 * What is done when the connection to the broker breaks.
 *
 * @param isOn      whether the client connects again by itself
 * @param delayMs   wait after the first attempt that failed, at least 1; the first attempt is made at once
 * @param maxDelayMs limit to which the wait is doubled, at least {@code delayMs}
 * @param timeoutMs time after which it is given up, counted from the break; 0 for never
 */
public record ReconnectSettings(boolean isOn, long delayMs, long maxDelayMs, long timeoutMs) {
    /** On; waits from 100 ms to 5 s, for five minutes. */
    public static final ReconnectSettings DEFAULTS = new ReconnectSettings(true, 100, 5_000, 300_000);
    /** A broken connection is the application's business. */
    public static final ReconnectSettings OFF = new ReconnectSettings(false, 1, 1, 0);

    public ReconnectSettings {
        if (delayMs < 1 || maxDelayMs < delayMs || timeoutMs < 0) {
            throw new IllegalArgumentException("reconnectDelayMs: " + delayMs + ", reconnectMaxDelayMs: " + maxDelayMs
                + ", reconnectTimeoutMs: " + timeoutMs + " (expected: 1 <= reconnectDelayMs <= reconnectMaxDelayMs, timeout >= 0)");
        }
    }
}
