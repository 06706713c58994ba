/**
 * Queue indexes: for each queue of a topic, 20 bytes a message (position, size, tags code) in RocketMQ's consume-queue
 * files (PROTOCOL §13). Derived from the log: short after a crash, never ahead, rebuilt by replay.
 *
 * <p>The engine thread appends to memory; the {@code index-writer} thread brings entries to the files in runs; any
 * thread reads. A queue that nobody writes to or reads holds no memory for entries and no open file.
 */
package io.ternmq.broker.store.index;
