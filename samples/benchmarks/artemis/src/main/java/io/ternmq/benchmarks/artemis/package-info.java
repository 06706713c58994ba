/**
 * Apache Artemis in a process of its own, with the configuration that its {@code create} command would write on this machine. Started
 * by the benchmarks by class name, since their own class path has other versions of the same libraries.
 */
package io.ternmq.benchmarks.artemis;
