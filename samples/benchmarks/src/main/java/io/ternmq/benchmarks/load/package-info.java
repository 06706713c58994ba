/**
 * What both drivers are made of: threads that repeat a step, bodies, the meter of a window. Used by {@code driver} and {@code jms}, in
 * the driver's process.
 */
package io.ternmq.benchmarks.load;
