package io.ternmq.jca.endtoend;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LazyEnlistableConnectionManager;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;

/** A server that has one connection, not shared, which becomes part of whatever transaction it is used in. One thread. */
final class OneConnection implements ConnectionManager, LazyEnlistableConnectionManager {

    private static final long serialVersionUID = 1L;

    private final transient ManagedConnection connection;
    private final transient JtaPool pool;

    OneConnection(ManagedConnection connection, JtaPool pool) {
        this.connection = connection;
        this.pool = pool;
    }

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
        return connection.getConnection(null, request);
    }

    @Override
    public void lazyEnlist(ManagedConnection used) throws ResourceException {
        pool.enlist(used);
    }
}
