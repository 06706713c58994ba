/**
 * Where the broker is, how a JMS connection to it is opened, and the adapter's errors. Called by every other package of the adapter;
 * calls only {@code io.ternmq.jms}, {@code jakarta.jms} and the exceptions of {@code jakarta.resource}.
 */
package io.ternmq.jca.connection;
