/**
 * Who is connected: producers and consumers by group, what consumers subscribe to, and their queue locks (PROTOCOL §9).
 *
 * <p>Soft state that clients renew by heartbeats; nothing of it is stored. Thread-safe: groups are immutable values replaced
 * atomically. Called by request handlers; knows connections only.
 */
package io.ternmq.broker.membership;
