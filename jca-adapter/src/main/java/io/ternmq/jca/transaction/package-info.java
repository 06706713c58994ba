/**
 * The adapter's part in transactions: local transactions of pooled connections, and what is learnt of a container's transaction
 * around a delivery. Called by {@code outbound} and {@code inbound}; calls nothing of the adapter.
 */
package io.ternmq.jca.transaction;
