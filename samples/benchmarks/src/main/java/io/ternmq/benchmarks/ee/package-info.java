/**
 * Drives the application on Open Liberty: fills a queue, lets a bean empty it, measures. Called by the harness, in its process; the
 * work itself is done by the application server.
 */
package io.ternmq.benchmarks.ee;
