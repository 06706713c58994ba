package io.ternmq.jca.fake;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A server's connection pool, with the transaction in the test's hands. One thread. */
public class FakePool implements ConnectionManager {

    private static final long serialVersionUID = 1L;

    private final transient Set<ManagedConnection> idle = new HashSet<>();
    private final transient List<ManagedConnection> inUse = new ArrayList<>();
    private final transient List<String> events = new ArrayList<>();

    /** Connection events, in order. */
    public List<String> events() {
        return events;
    }

    /** The connection that was taken last and is not yet back. */
    public ManagedConnection current() {
        return inUse.get(inUse.size() - 1);
    }

    /** How many connections wait for use. */
    public int idleCount() {
        return idle.size();
    }

    /** Closes what waits for use. */
    public void destroy() throws ResourceException {
        for (ManagedConnection connection : idle) {
            connection.destroy();
        }
        idle.clear();
    }

    /** What a server does at the end of a method: takes back what the application has left open. */
    public void endMethod() throws ResourceException {
        for (ManagedConnection connection : List.copyOf(inUse)) {
            back(connection);
        }
    }

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
        return take(factory, request).getConnection(null, request);
    }

    /** A connection out of the pool, or a new one. */
    protected ManagedConnection take(ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
        ManagedConnection connection = factory.matchManagedConnections(idle, null, request);
        if (connection == null) {
            connection = factory.createManagedConnection(null, request);
            connection.addConnectionEventListener(listener());
        }
        idle.remove(connection);
        inUse.add(connection);
        return connection;
    }

    /** Puts a connection into the pool, if it is not there. */
    protected void back(ManagedConnection connection) throws ResourceException {
        if (inUse.remove(connection)) {
            connection.cleanup();
            idle.add(connection);
        }
    }

    private ConnectionEventListener listener() {
        return Recorder.proxy(ConnectionEventListener.class, (method, arguments) -> {
            events.add(method);
            ManagedConnection source = (ManagedConnection) ((ConnectionEvent) arguments[0]).getSource();
            if ("connectionClosed".equals(method)) {
                back(source);
            } else {
                inUse.remove(source);
                idle.remove(source);
            }
            return null;
        });
    }
}
