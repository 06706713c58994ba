/** Runs the quick start with one generation of the RocketMQ client against a server in a process of its own. */
package io.ternmq.samples.quickstart;
