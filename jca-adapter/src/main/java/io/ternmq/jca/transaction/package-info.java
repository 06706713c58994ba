/**
 * The adapter's part in transactions: local transactions and branches of pooled connections, and what is learnt of a container's
 * transaction around a delivery. Called by {@code outbound} and {@code inbound}; calls {@code connection} for its errors.
 */
package io.ternmq.jca.transaction;
