package io.ternmq.jms.core;

import io.ternmq.wire.jms.xa.BranchId;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What one session does in one branch. Guarded by the session's lock. */
final class BranchPart {
    private static final CompletableFuture<Void> ANSWERED = CompletableFuture.completedFuture(null);

    final BranchId branch;
    final long transactionId;
    final SendPipeline sends;
    // What it has acknowledged so far.
    final List<Delivery> consumed = new ArrayList<>();
    JMSException failure;
    // The broker's answers that nobody has waited for yet.
    private CompletableFuture<Void> pending = ANSWERED;

    BranchPart(BranchId branch, long transactionId, SendPipeline sends) {
        this.branch = branch;
        this.transactionId = transactionId;
        this.sends = sends;
    }

    /** Something was asked of the broker; its answer is looked at before the branch is prepared or committed. */
    void asked(CompletableFuture<Void> answer) {
        pending = pending.isDone() && !pending.isCompletedExceptionally() ? answer : CompletableFuture.allOf(pending, answer);
    }

    /** Fails when one of the answers is a failure. */
    CompletableFuture<Void> answers() {
        return pending;
    }

    /** Whether nothing needs to be waited for before the branch ends: it has begun in a hurry, and nothing was sent in it. */
    boolean isPlain() {
        return pending != ANSWERED && failure == null && sends.isEmpty();
    }
}
