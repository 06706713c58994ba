package io.ternmq.broker.network;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections of which a send was refused as busy and will come again: what was sent behind it must not get in before. Any thread; what
 * concerns one connection comes from its event loop.
 *
 * @param <C> connection
 */
public final class BusyConnections<C> {
    private final Set<C> refused = ConcurrentHashMap.newKeySet();

    /** Whether a send has to be refused, since one before it was. */
    public boolean isBehindARefusal(C connection, boolean resumes) {
        if (refused.isEmpty() || !refused.contains(connection)) {
            return false;
        }
        if (resumes) {
            refused.remove(connection);
        }
        return !resumes;
    }

    /** A send that will come again was refused. */
    public void onRefused(C connection) {
        refused.add(connection);
    }

    public void onClosed(C connection) {
        refused.remove(connection);
    }
}
