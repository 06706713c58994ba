/** Entry point: reads the options, starts the servers in turn, lets the driver measure them, and writes the report. */
package io.ternmq.benchmarks;
