/**
 * Where the broker is, and how a JMS connection to it is opened. Called by every other package of the adapter; calls only
 * {@code io.ternmq.jms} and {@code jakarta.jms}.
 */
package io.ternmq.jca.connection;
