/**
 * Connection factories that an application looks up, the pooled connections under them, and the handles that the application holds.
 * Called by the application server's connection manager and by applications; calls {@link io.ternmq.jca.connection} and
 * {@link io.ternmq.jca.transaction}.
 */
package io.ternmq.jca.outbound;
