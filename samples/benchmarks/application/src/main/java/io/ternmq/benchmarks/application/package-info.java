/**
 * The application that is measured on Open Liberty: beans that receive, and a servlet that fills queues and lets the beans at them.
 * Called by the harness through HTTP; uses {@code jakarta.jms} alone, so that it is the same with every provider.
 */
package io.ternmq.benchmarks.application;
