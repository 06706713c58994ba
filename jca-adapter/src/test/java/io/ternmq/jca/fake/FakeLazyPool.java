package io.ternmq.jca.fake;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.DissociatableManagedConnection;
import jakarta.resource.spi.LazyAssociatableConnectionManager;
import jakarta.resource.spi.LazyEnlistableConnectionManager;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/**
 * A server's pool that takes the handles off the connections at the end of a method, and makes a connection part of the transaction
 * when the adapter asks for it; it refuses, as some servers do, when asked again. One thread.
 */
public final class FakeLazyPool extends FakePool implements LazyAssociatableConnectionManager, LazyEnlistableConnectionManager {

    private static final long serialVersionUID = 1L;

    private final transient Map<ManagedConnection, Xid> enlisted = new LinkedHashMap<>();
    private boolean isInTransaction;
    private boolean isRefusing;
    private int count;

    /** Begins a transaction. */
    public void begin() {
        isInTransaction = true;
    }

    /** Refuses to enlist from now on. */
    public void refuseToEnlist() {
        isRefusing = true;
    }

    /** How many connections are part of the transaction. */
    public int enlistedCount() {
        return enlisted.size();
    }

    /** Commits, in one phase. */
    public void commit() throws ResourceException, XAException {
        isInTransaction = false;
        for (Map.Entry<ManagedConnection, Xid> part : enlisted.entrySet()) {
            XAResource resource = part.getKey().getXAResource();
            resource.end(part.getValue(), XAResource.TMSUCCESS);
            resource.commit(part.getValue(), true);
        }
        enlisted.clear();
    }

    @Override
    public void lazyEnlist(ManagedConnection connection) throws ResourceException {
        if (!isInTransaction) {
            return;
        } else if (isRefusing || enlisted.containsKey(connection)) {
            throw new ResourceException("not to be enlisted: " + connection);
        }
        Xid xid = new FakeXid(++count);
        try {
            connection.getXAResource().start(xid, XAResource.TMNOFLAGS);
            enlisted.put(connection, xid);
        } catch (XAException e) {
            throw new ResourceException("start failed", e);
        }
    }

    @Override
    public void associateConnection(Object handle, ManagedConnectionFactory factory, ConnectionRequestInfo request)
            throws ResourceException {
        events().add("associate");
        take(factory, request).associateConnection(handle);
    }

    @Override
    public void inactiveConnectionClosed(Object handle, ManagedConnectionFactory factory) {
        events().add("inactive connection closed");
    }

    @Override
    protected void back(ManagedConnection connection) throws ResourceException {
        ((DissociatableManagedConnection) connection).dissociateConnections();
        super.back(connection);
    }
}
