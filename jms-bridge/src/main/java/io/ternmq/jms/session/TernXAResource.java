package io.ternmq.jms.session;

import io.ternmq.jms.core.BranchRefusedException;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.SessionBranches;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.xa.BranchId;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * A session as a transaction manager sees it. Whatever ends a branch may be asked of any session's resource, for branches of all
 * connections. When the broker cannot be reached the outcome of a call is not known: {@code XAER_RMFAIL}, upon which a transaction
 * manager recovers.
 */
final class TernXAResource implements XAResource {
    private final SessionBranches branches;
    private volatile int timeoutSeconds;

    TernXAResource(SessionBranches branches) {
        this.branches = branches;
    }

    @FunctionalInterface
    private interface Call<T> {
        T call() throws JMSException;
    }

    @FunctionalInterface
    private interface Action {
        void run() throws JMSException;
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        BranchId branch = branch(xid);
        long timeoutMs = timeoutSeconds * 1000L;
        switch (flags) {
            case TMNOFLAGS -> run(() -> branches.start(branch, timeoutMs, false));
            case TMJOIN -> run(() -> branches.start(branch, timeoutMs, true));
            case TMRESUME -> run(() -> branches.resume(branch));
            default -> throw invalid("flags of start", flags);
        }
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        BranchId branch = branch(xid);
        switch (flags) {
            case TMSUSPEND -> run(() -> branches.suspend(branch));
            case TMSUCCESS -> run(() -> branches.end(branch, false));
            case TMFAIL -> run(() -> branches.end(branch, true));
            default -> throw invalid("flags of end", flags);
        }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        BranchId branch = branch(xid);
        return call(() -> branches.prepare(branch)) ? XA_RDONLY : XA_OK;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        BranchId branch = branch(xid);
        run(() -> branches.commit(branch, onePhase));
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        BranchId branch = branch(xid);
        run(() -> branches.rollback(branch));
    }

    @Override
    public void forget(Xid xid) throws XAException {
        BranchId branch = branch(xid);
        run(() -> branches.forget(branch));
    }

    /** All at once at the start of a scan. */
    @Override
    public Xid[] recover(int flag) throws XAException {
        if ((flag & ~(TMSTARTRSCAN | TMENDRSCAN)) != 0) {
            throw invalid("flags of recover", flag);
        }
        if ((flag & TMSTARTRSCAN) == 0) {
            return new Xid[0];
        }
        List<BranchId> waiting = call(branches::recover);
        return waiting.stream().map(RecoveredXid::new).toArray(Xid[]::new);
    }

    @Override
    public boolean isSameRM(XAResource other) {
        boolean isSame = other instanceof TernXAResource that && branches.storeId() != null
            && branches.storeId().equals(that.branches.storeId());
        if (isSame && other != this) {
            branches.onCompared();
            ((TernXAResource) other).branches.onCompared();
        }
        return isSame;
    }

    @Override
    public int getTransactionTimeout() {
        return timeoutSeconds;
    }

    /** For branches that are started from now on; 0 for no limit but the session's lease. */
    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        if (seconds < 0) {
            throw invalid("transaction timeout", seconds);
        }
        timeoutSeconds = seconds;
        return true;
    }

    private static BranchId branch(Xid xid) throws XAException {
        try {
            return BranchId.of(xid.getFormatId(), xid.getGlobalTransactionId(), xid.getBranchQualifier());
        } catch (BadBlockException e) {
            throw failure(XAException.XAER_INVAL, e);
        }
    }

    private static XAException invalid(String what, int value) {
        return failure(XAException.XAER_INVAL, new IllegalArgumentException(what + ": " + value + " (expected: one of XAResource's)"));
    }

    private static void run(Action action) throws XAException {
        call(() -> {
            action.run();
            return null;
        });
    }

    private static <T> T call(Call<T> call) throws XAException {
        try {
            return call.call();
        } catch (JMSException e) {
            throw failure(codeOf(e), e);
        }
    }

    private static XAException failure(int code, Exception cause) {
        XAException failure = new XAException(messageOf(cause));
        failure.errorCode = code;
        failure.initCause(cause);
        return failure;
    }

    // Most transaction managers log the message alone. Of a branch with refused sends the broker knows that they are missing, their refusal why.
    private static String messageOf(Exception failure) {
        String message = failure.getMessage();
        String reason = failure.getCause() == null ? null : failure.getCause().getMessage();
        return reason == null || message.contains(reason) ? message : message + ": " + reason;
    }

    // Never XAER_RMERR: for a commit it would mean that the branch is rolled back.
    private static int codeOf(JMSException e) {
        if (e instanceof BranchRefusedException refused) {
            return codeOf(refused.reason());
        } else if (e instanceof TransactionRolledBackException) {
            return XAException.XA_RBROLLBACK;
        } else if (JmsErrors.ILLEGAL_STATE.equals(e.getErrorCode())) {
            return XAException.XAER_PROTO;
        }
        return XAException.XAER_RMFAIL;
    }

    private static int codeOf(BranchRefusedException.Reason reason) {
        return switch (reason) {
            case UNKNOWN -> XAException.XAER_NOTA;
            case DUPLICATE -> XAException.XAER_DUPID;
            case WRONG_STATE -> XAException.XAER_PROTO;
            case ROLLED_BACK -> XAException.XA_RBROLLBACK;
            case TIMED_OUT -> XAException.XA_RBTIMEOUT;
            case CONNECTION_LOST -> XAException.XA_RBCOMMFAIL;
            case HEURISTIC_COMMIT -> XAException.XA_HEURCOM;
            case HEURISTIC_ROLLBACK -> XAException.XA_HEURRB;
        };
    }
}
