package io.ternmq.broker.engine;

/**
 * What a start found.
 *
 * @param wasClean       the run before ended as it should
 * @param startPosition  where replay began
 * @param endPosition    where the log ends now
 * @param messages       messages replayed
 * @param changes        state records replayed
 * @param cutBytes       bytes removed at the end: torn or incomplete
 * @param cutReason      why, null when nothing was removed
 * @param tookMs         how long it took
 */
public record RecoveryReport(boolean wasClean, long startPosition, long endPosition, long messages, long changes,
        long cutBytes, String cutReason, long tookMs) {
    @Override
    public String toString() {
        return (wasClean ? "clean start" : "recovered after an unclean end") + ": log replayed from position " + startPosition
                + " to " + endPosition + " (" + messages + " messages, " + changes + " state records) in " + tookMs + " ms"
                + (cutReason == null ? "" : "; cut " + cutBytes + " bytes at the end: " + cutReason);
    }
}
