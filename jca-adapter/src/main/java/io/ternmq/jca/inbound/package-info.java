/**
 * Message-driven beans: the activation specification, the activation of an endpoint, and the delivery of its messages. Called by
 * {@code io.ternmq.jca}; calls {@link io.ternmq.jca.connection}.
 */
package io.ternmq.jca.inbound;
