/**
 * The commands of distributed (XA) transactions: codes 12040 to 12048. A branch is the sends and settlements of one or more
 * sessions that name it by a transaction id, as they name a local transaction; {@link io.ternmq.wire.jms.xa.StartBranch} ties that
 * id to the branch. Whatever ends a branch names it by its {@link io.ternmq.wire.jms.xa.BranchId} alone and needs no session, so
 * that a transaction manager's recovery can do it over any connection.
 *
 * <pre>
 *   start ... end --&gt; prepare --&gt; commit | rollback            in doubt between prepare and the decision: survives everything
 *   start ... end --&gt; commit, one phase | rollback
 *                     prepared --decide, by an administrator--&gt; remembered until forget
 * </pre>
 */
package io.ternmq.wire.jms.xa;
