package io.ternmq.jca.outbound;

import jakarta.jms.ConnectionFactory;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ResourceAdapter;

/** Connection factories as a server configures them. */
final class Factories {

    private Factories() {
    }

    /** @param user nullable */
    static TernManagedConnectionFactory managed(ResourceAdapter adapter, String user) {
        TernManagedConnectionFactory made = new TernManagedConnectionFactory();
        made.setResourceAdapter(adapter);
        made.setUser(user);
        return made;
    }

    /** What an application looks up. */
    static ConnectionFactory lookUp(TernManagedConnectionFactory factory, ConnectionManager server) {
        try {
            return (ConnectionFactory) factory.createConnectionFactory(server);
        } catch (ResourceException e) {
            throw new AssertionError(e);
        }
    }
}
