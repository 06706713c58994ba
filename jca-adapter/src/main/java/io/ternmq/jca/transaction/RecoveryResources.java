package io.ternmq.jca.transaction;

import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.SettingsSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAResource;

/**
 * Resources that end branches of other connections: one for each broker and user, kept, so that who asks again and again opens no further
 * connections. Any thread.
 */
public final class RecoveryResources {

    private record Key(String nameServers, String user, String password) {
    }

    private final Broker broker;
    // Guarded by this.
    private final Map<Object, RecoveryResource> resources = new HashMap<>();
    private boolean isStopped;

    /** @param broker the adapter that they belong to */
    public RecoveryResources(Broker broker) {
        this.broker = broker;
    }

    /** That of the broker and user that settings lead to. Does not connect. */
    public XAResource at(ConnectionSettings settings) {
        return resource(new Key(settings.nameServers(), settings.user(), settings.password()), () -> settings,
                "at " + settings.nameServers());
    }

    /**
     * That of settings which have no address yet.
     *
     * @param owner whose it is; for the same one there is one resource
     * @param later asked when it connects
     * @param what  for people
     */
    public XAResource of(Object owner, SettingsSource later, String what) {
        return resource(owner, later, what);
    }

    private synchronized XAResource resource(Object key, SettingsSource source, String what) {
        return resources.computeIfAbsent(key, absent -> {
            RecoveryResource made = new RecoveryResource(source, broker, what);
            if (isStopped) {
                made.stop();
            }
            return made;
        });
    }

    /** Closes connections that are not used. */
    public void closeIdle() {
        copy().forEach(RecoveryResource::closeIfIdle);
    }

    /** Closes all connections; no further ones are opened. */
    public void stop() {
        synchronized (this) {
            isStopped = true;
        }
        copy().forEach(RecoveryResource::stop);
    }

    private synchronized List<RecoveryResource> copy() {
        return List.copyOf(resources.values());
    }
}
