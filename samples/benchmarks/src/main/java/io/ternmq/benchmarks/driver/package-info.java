/**
 * The client side of a measurement: a JVM of its own with the unmodified rocketmq-client, the same for every server. Started by
 * the harness with {@link io.ternmq.benchmarks.driver.DriverMain}, answers with one line per measurement on its standard output.
 */
package io.ternmq.benchmarks.driver;
