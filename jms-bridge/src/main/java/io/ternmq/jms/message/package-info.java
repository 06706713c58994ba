/**
 * The five kinds of JMS message and the plain one: header fields, properties and their conversions, bodies, read-only and write-only
 * states, copies of other providers' messages. Made by {@code session} for producers and from what {@code core} delivers. Writes
 * bodies in the formats of {@code io.ternmq.wire.jms}. A message belongs to the thread that uses its session.
 */
package io.ternmq.jms.message;
