/**
 * Who holds which message of a leased group: JMS queues, subscriptions and message-driven beans (later also pop).
 *
 * <p>The state of one (group, topic) has two parts. The <em>durable</em> part ({@link
 * io.ternmq.broker.delivery.lease.GroupProgress}) is changed only by applying a {@link
 * io.ternmq.broker.delivery.lease.SettleRecord}, so that replaying the records of the log yields the same state. The
 * <em>speculative</em> part (scan cursors, leases, acknowledgements held by transactions) is rebuilt from it after a start:
 * whatever was leased is simply available again.
 *
 * <pre>
 *               scan matches            accept: record applied
 *   AVAILABLE ----------------> LEASED -------------------------> FINISHED
 *       ^                       |  ^  |
 *       |  release, session     |  |  | settled in a transaction
 *       +-----------------------+  |  v
 *       |  rollback             HELD BY TRANSACTION --commit--> FINISHED
 *       +--------------------------+
 * </pre>
 *
 * Nothing here does I/O or knows the wire: the engine calls it on its own thread, hands it a {@code QueueEntries} view of the
 * queue index, appends the records that it decides, and applies them. It may call nothing else of the broker.
 */
package io.ternmq.broker.delivery.lease;
