/**
 * Branches of distributed transactions as they stand in the log: what is prepared, what an administrator decided, what was
 * committed of late. {@link io.ternmq.broker.delivery.branch.BranchTable} is the state module; it keeps the messages that a
 * prepared branch has consumed locked in their groups, whatever becomes of connections and processes.
 *
 * <p>The messages that a branch has sent wait in the log as hidden records, marked as prepared, so that they get no queue offset and
 * nobody sees them; commit lays final copies. So do those of any transaction that has sent more than is held in memory; when it commits,
 * {@link io.ternmq.broker.delivery.branch.CommitsUnderWay} is the state module that knows what is still to be copied. Called by {@code delivery.session}; calls {@code delivery.view}, {@code
 * delivery.lease} and the engine's state types.
 */
package io.ternmq.broker.delivery.branch;
