/**
 * The resource adapter and its configuration: the composition root of the adapter. Called by the application server; hands outbound
 * work to {@link io.ternmq.jca.outbound} and message endpoints to {@link io.ternmq.jca.inbound}.
 */
package io.ternmq.jca;
