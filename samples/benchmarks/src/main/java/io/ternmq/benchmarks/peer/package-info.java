/**
 * The servers that are compared, each in processes of its own with the same JVM flags, a fresh store and loopback ports.
 * Called by the harness; knows nothing of loads and reports.
 */
package io.ternmq.benchmarks.peer;
