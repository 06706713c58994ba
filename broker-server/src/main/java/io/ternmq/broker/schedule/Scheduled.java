package io.ternmq.broker.schedule;

/**
 * A message that waits for its time.
 *
 * @param origin    log position of its sending: its identity, also after it was copied forward
 * @param position  byte in the log at which it stands now
 * @param sizeBytes length of the stored message
 * @param dueMs     wall-clock time before which it is not delivered
 */
public record Scheduled(long origin, long position, int sizeBytes, long dueMs) {
}
