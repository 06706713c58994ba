/**
 * The client's engine: connections, sessions, consumers, acknowledgement, transactions, completion of asynchronous sends.
 * Called by the facades in {@code session}; reaches the broker only through its port, {@link io.ternmq.jms.core.Provider}, so that
 * it can be tested without one and run on another. May call {@code destination} and the value types of {@code io.ternmq.wire.jms}.
 *
 * <p>Threads: application threads call in; the provider's I/O thread, which may be an application's that waits in a call ({@link
 * io.ternmq.jms.core.IoTurn}), brings deliveries and completes futures, and never waits;
 * listeners and completion callbacks of a session run one at a time on its {@link io.ternmq.jms.core.SerialExecutor}. The state of
 * a session and its consumers is guarded by the session's lock, which is never held while waiting for the broker.
 */
package io.ternmq.jms.core;
