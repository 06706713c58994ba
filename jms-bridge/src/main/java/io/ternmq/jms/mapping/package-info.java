/**
 * What is on the wire as what JMS means: stored messages as JMS messages and back ({@link io.ternmq.jms.mapping.InboundMapping},
 * {@link io.ternmq.jms.mapping.OutboundMapping}), answers as results and exceptions (in one place,
 * {@link io.ternmq.jms.mapping.Replies}). The same for every provider, so that what one sends another one reads. May call
 * {@code core} and {@code io.ternmq.wire}.
 */
package io.ternmq.jms.mapping;
