package io.ternmq.jca.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;

/** Stands in for a server's connection manager where there is none: no pool, no transactions, a closed handle closes its connection. */
final class DirectConnectionManager implements ConnectionManager {

    private static final long serialVersionUID = 1L;

    @Override
    public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo request) throws ResourceException {
        ManagedConnection connection = factory.createManagedConnection(null, request);
        connection.addConnectionEventListener(new DestroyOnClose());
        return connection.getConnection(null, request);
    }

    private static final class DestroyOnClose implements ConnectionEventListener {

        private static final System.Logger LOG = System.getLogger(DirectConnectionManager.class.getName());

        @Override
        public void connectionClosed(ConnectionEvent event) {
            destroy(event);
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            destroy(event);
        }

        @Override
        public void localTransactionStarted(ConnectionEvent event) {
            // Nobody to tell.
        }

        @Override
        public void localTransactionCommitted(ConnectionEvent event) {
            // Nobody to tell.
        }

        @Override
        public void localTransactionRolledback(ConnectionEvent event) {
            // Nobody to tell.
        }

        private static void destroy(ConnectionEvent event) {
            try {
                ((ManagedConnection) event.getSource()).destroy();
            } catch (ResourceException e) {
                LOG.log(System.Logger.Level.WARNING, "Could not close a connection: " + e.getMessage(), e);
            }
        }
    }
}
