/**
 * Sending messages and sending them back (PROTOCOL §3 A, §8.1). Used by producers' and consumers' ends and the broker's
 * handlers.
 */
package io.ternmq.wire.command.send;
