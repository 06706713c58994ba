/**
 * Message-driven beans: the activation specification, the activation of an endpoint, the delivery of its messages, and recovery.
 * Called by {@code io.ternmq.jca}; calls {@link io.ternmq.jca.connection}, {@link io.ternmq.jca.transaction} and
 * {@link io.ternmq.jca.batch}.
 */
package io.ternmq.jca.inbound;
