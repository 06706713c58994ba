/**
 * The adapter's part in transactions: local transactions and branches of pooled connections, what ends the branches of lost ones, and what
 * is learnt of a container's transaction around a delivery. Called by {@code outbound} and {@code inbound}; calls {@code connection} for
 * its errors and for further connections.
 */
package io.ternmq.jca.transaction;
