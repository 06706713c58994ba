/**
 * The single writer. One thread at a time, mostly the engine's own, owns everything that changes: log tail, queue tails and the
 * state of all modules. Others hand it {@link io.ternmq.broker.engine.EngineTask tasks} through a bounded queue; it runs them in
 * batches, lays messages and state records into the log, writes once per batch, publishes, and answers.
 *
 * <p>State changes only in {@link io.ternmq.broker.engine.StateModule#apply}, called with the record that was logged:
 * the same code runs live and in recovery, so replaying the log gives the same state. Three positions order everything:
 * <em>appended</em> (in the file), <em>durable</em> (forced) and <em>committed</em> (durable and replicated as the sender
 * asked; equal to durable until there is replication). Replies wait in position order, which is group commit.
 *
 * <p>Calls store; is called by request handlers, delivery and schedule through tasks and hooks.
 */
package io.ternmq.broker.engine;
