package io.ternmq.jms.core;

import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The part of the port that is about distributed transactions. Futures as of {@link Provider}; a broker that refuses because of the
 * branch's state fails them with a {@link BranchRefusedException}.
 */
public interface BranchPort {
    /** Of a provider without distributed transactions. */
    BranchPort NONE = new Missing();

    /** Names the broker's store: branches of connections with equal names may be joined. */
    String storeId();

    /**
     * Ties a transaction id of this connection to a branch.
     *
     * @param timeoutMs 0 for none
     * @param joins     the branch is there already
     */
    CompletableFuture<Void> start(BranchId branch, long transactionId, long timeoutMs, boolean joins);

    /** The part is done; a failed one can only be rolled back. */
    CompletableFuture<Void> end(BranchId branch, Part part, boolean isFailed);

    /**
     * First phase.
     *
     * @param part a part of this connection that is done with it; null for none
     * @return completes when the branch is durable, with false, or with true when there was nothing in it
     */
    CompletableFuture<Boolean> prepare(BranchId branch, Part part);

    /**
     * Second phase, or the only one.
     *
     * @param part a part of this connection that is done with it, when there is one phase only; null for none
     * @return completes when the branch has taken effect and that is durable, with true; with false when many of its messages are still on
     *         their way into their queues: to be asked again, without a part, before anything else is sent
     */
    CompletableFuture<Boolean> commit(BranchId branch, boolean isOnePhase, Part part);

    /** Completes when the branch is undone; the cause stays with the messages that are given back. */
    CompletableFuture<Void> rollback(BranchId branch, FailureCause cause);

    /** Drops what an administrator decided. */
    CompletableFuture<Void> forget(BranchId branch);

    /** Branches that wait for their transaction manager, from behind {@code after} (null: from the first); empty at the end. */
    CompletableFuture<List<BranchId>> recover(BranchId after);

    /** For administrators: the same with details. */
    CompletableFuture<List<BranchInfo>> list(BranchId after);

    /** An administrator ends a prepared branch; remembered until {@link #forget}. */
    CompletableFuture<Void> decide(BranchId branch, boolean commits);

    /**
     * What a session has done in a branch, when it ends. The broker does not take less: the sends need not be answered yet.
     *
     * @param transactionId     of {@link #start}
     * @param sends             how many messages it has, the rest among them
     * @param redeliveryDelayMs how long what is acknowledged waits when the branch is rolled back; 0 for what the redelivery policy says
     * @param accepted          what is acknowledged and was not yet settled
     * @param rest              messages that are still to be sent
     * @param begins            whether the branch begins with it, without {@link #start}; not for {@link #end}
     */
    record Part(long transactionId, int sends, long redeliveryDelayMs, List<Settlement> accepted, List<OutboundMessage> rest,
            boolean begins) {
    }

    /** Says of everything that it is not there. */
    final class Missing implements BranchPort {
        private Missing() {
        }

        private static <T> CompletableFuture<T> missing() {
            return CompletableFuture.failedFuture(JmsErrors.notSupported("XA"));
        }

        @Override
        public String storeId() {
            return null;
        }

        @Override
        public CompletableFuture<Void> start(BranchId branch, long transactionId, long timeoutMs, boolean joins) {
            return missing();
        }

        @Override
        public CompletableFuture<Void> end(BranchId branch, Part part, boolean isFailed) {
            return missing();
        }

        @Override
        public CompletableFuture<Boolean> prepare(BranchId branch, Part part) {
            return missing();
        }

        @Override
        public CompletableFuture<Boolean> commit(BranchId branch, boolean isOnePhase, Part part) {
            return missing();
        }

        @Override
        public CompletableFuture<Void> rollback(BranchId branch, FailureCause cause) {
            return missing();
        }

        @Override
        public CompletableFuture<Void> forget(BranchId branch) {
            return missing();
        }

        @Override
        public CompletableFuture<List<BranchId>> recover(BranchId after) {
            return missing();
        }

        @Override
        public CompletableFuture<List<BranchInfo>> list(BranchId after) {
            return missing();
        }

        @Override
        public CompletableFuture<Void> decide(BranchId branch, boolean commits) {
            return missing();
        }
    }
}
