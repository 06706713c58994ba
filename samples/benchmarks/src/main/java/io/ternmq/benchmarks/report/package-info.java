/** Turns measurements of several rounds into tables: medians, and ratios round by round. Calls only {@code measure} and peer names. */
package io.ternmq.benchmarks.report;
