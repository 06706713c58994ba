/**
 * The client side of a measurement through Jakarta Messaging alone: a JVM of its own with the provider's client on its class path, the
 * same code for every provider. Started by the harness with {@link io.ternmq.benchmarks.jms.JmsDriverMain}.
 *
 * <p>Every message of a load has a number, and every load checks that each number arrived once: what did not, or arrived twice, is a
 * failure of the measurement.
 */
package io.ternmq.benchmarks.jms;
