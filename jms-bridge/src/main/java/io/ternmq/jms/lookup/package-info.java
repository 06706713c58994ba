/**
 * Finds brokers and destinations by asking name servers. Called by the providers and the connection factories; may call
 * {@code transport} and {@code mapping}.
 */
package io.ternmq.jms.lookup;
