package io.ternmq.jms.session;

import io.ternmq.jms.core.AckMode;
import io.ternmq.jms.core.SessionCore;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.XAJMSContext;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;

/** A context whose transactions belong to a transaction manager. Contexts made from it are ordinary ones. */
public final class TernXAContext extends TernContext implements XAJMSContext {
    private TernXAContext(TernXAConnection connection) {
        super(connection, new AtomicInteger(1), AckMode.XA);
    }

    /** The first context of a connection. */
    public static TernXAContext open(TernXAConnection connection) throws JMSException {
        connection.core().requireMode(AckMode.XA);
        return new TernXAContext(connection);
    }

    @Override
    TernSession newSession(TernConnection open, SessionCore core) {
        return new TernXASession(open, core, Domain.UNIFIED);
    }

    @Override
    public JMSContext getContext() {
        return this;
    }

    @Override
    public XAResource getXAResource() {
        return Unchecked.call(() -> ((TernXASession) session()).getXAResource());
    }
}
