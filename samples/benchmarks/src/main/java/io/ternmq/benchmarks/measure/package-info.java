/**
 * What is measured: the kinds of work, one load, one measurement, and what a process has used. Plain values with a text form,
 * since a measurement is made in the driver's JVM and reported by another. Calls nothing else of the benchmarks.
 */
package io.ternmq.benchmarks.measure;
