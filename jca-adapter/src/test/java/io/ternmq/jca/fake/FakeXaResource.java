package io.ternmq.jca.fake;

import jakarta.jms.JMSException;
import java.util.List;
import java.util.Set;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * What a fake XA session gives to a transaction manager: writes down each call in its connection's events, "xa start", "xa prepare" and
 * so on, and keeps prepared branches where all connections of the provider see them. Any thread.
 */
public final class FakeXaResource implements XAResource {

    private final List<String> events;
    private final Set<Xid> inDoubt;
    private volatile int timeoutSeconds;
    private volatile int nextFailure;
    private volatile JMSException nextCause;

    FakeXaResource(List<String> events, Set<Xid> inDoubt) {
        this.events = events;
        this.inDoubt = inDoubt;
    }

    /** The next call fails with this code of {@link XAException}. */
    public void failNext(int errorCode) {
        failNext(errorCode, null);
    }

    /** The same, with the JMS client's reason. */
    public void failNext(int errorCode, JMSException cause) {
        nextFailure = errorCode;
        nextCause = cause;
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        note(flags == TMJOIN ? "xa join" : flags == TMRESUME ? "xa resume" : "xa start");
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        note(flags == TMSUSPEND ? "xa suspend" : flags == TMFAIL ? "xa fail" : "xa end");
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        note("xa prepare");
        inDoubt.add(xid);
        return XA_OK;
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        note(onePhase ? "xa commit in one phase" : "xa commit");
        inDoubt.remove(xid);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        note("xa rollback");
        inDoubt.remove(xid);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        note("xa forget");
        inDoubt.remove(xid);
    }

    @Override
    public Xid[] recover(int flag) throws XAException {
        note("xa recover");
        return (flag & TMSTARTRSCAN) != 0 ? inDoubt.toArray(Xid[]::new) : new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return other instanceof FakeXaResource that && that.inDoubt == inDoubt;
    }

    @Override
    public int getTransactionTimeout() {
        return timeoutSeconds;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        timeoutSeconds = seconds;
        return true;
    }

    private void note(String event) throws XAException {
        events.add(event);
        int code = nextFailure;
        nextFailure = 0;
        if (code != 0) {
            XAException failure = new XAException(event + " fails");
            failure.errorCode = code;
            failure.initCause(nextCause);
            throw failure;
        }
    }
}
