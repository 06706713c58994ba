package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.BranchTable;
import io.ternmq.broker.delivery.branch.CommitsUnderWay.Owner;
import io.ternmq.broker.engine.StateChange;
import java.util.List;

/**
 * Only the newest commits are remembered. One that was under way for long counts as new when it is complete, since its client asks
 * until then. Engine thread.
 */
final class CommitOutcomes {

    private final SessionTable sessions;
    private final BranchTable branches;

    CommitOutcomes(SessionTable sessions, BranchTable branches) {
        this.sessions = sessions;
        this.branches = branches;
    }

    /** What is to be logged with the last messages of a commit. */
    List<StateChange> again(Owner owner) {
        if (owner.branchOrNull() == null) {
            return List.of(CommittedTransactions.committed(owner.epoch(), owner.transactionId()));
        }
        // An administrator's decision is remembered until it is asked for.
        return branches.decided().containsKey(owner.branchOrNull()) ? List.of() : List.of(BranchTable.committed(owner.branchOrNull()));
    }

    /** They are logged. */
    void onComplete(Owner owner) {
        JmsSession session = sessions.byEpoch(owner.epoch());
        if (session != null) {
            session.noteComplete(owner.transactionId());
        }
    }
}
