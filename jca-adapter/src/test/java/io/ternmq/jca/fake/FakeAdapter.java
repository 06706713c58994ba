package io.ternmq.jca.fake;

import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jca.transaction.RecoveryResources;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.Map;
import javax.transaction.xa.XAResource;

/** A resource adapter that is nothing but an address and a JMS client. One thread. */
public final class FakeAdapter implements ResourceAdapter, Broker {

    private final JmsProvider provider;
    private final RecoveryResources recovery = new RecoveryResources(this);
    private String nameServers;

    /** @param nameServers may be null */
    public FakeAdapter(JmsProvider provider, String nameServers) {
        this.provider = provider;
        this.nameServers = nameServers;
    }

    /** Another address; null for none. */
    public void setNameServers(String nameServers) {
        this.nameServers = nameServers;
    }

    @Override
    public ConnectionSettings settings() {
        return new ConnectionSettings(nameServers, null, null, null, Map.of());
    }

    @Override
    public JmsProvider provider() {
        return provider;
    }

    @Override
    public XAResource recovery(ConnectionSettings settings) {
        return recovery.at(settings);
    }

    @Override
    public void start(BootstrapContext context) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stop() {
        recovery.stop();
    }

    @Override
    public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) {
        throw new UnsupportedOperationException();
    }
}
