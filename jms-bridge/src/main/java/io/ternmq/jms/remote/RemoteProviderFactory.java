package io.ternmq.jms.remote;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.Provider;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.core.ProviderFactory;
import io.ternmq.wire.command.route.BrokerData;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds a broker through the name servers and connects to it. */
public final class RemoteProviderFactory implements ProviderFactory {
    private final RemoteSettings settings;

    /** @param settings where and how */
    public RemoteProviderFactory(RemoteSettings settings) {
        this.settings = settings;
    }

    @Override
    public Provider connect(String clientId, ProviderEvents events) throws JMSException {
        NameServers nameServers = new NameServers(settings);
        try {
            return connect(nameServers, clientId, events);
        } catch (JMSException e) {
            nameServers.close();
            throw e;
        }
    }

    private Provider connect(NameServers nameServers, String clientId, ProviderEvents events) throws JMSException {
        List<String> failures = new ArrayList<>();
        for (BrokerData master : nameServers.masters()) {
            try {
                return RemoteProvider.connect(settings, nameServers, master, clientId, events);
            } catch (IOException e) {
                failures.add(master.brokerName() + ": " + e.getMessage());
            }
        }
        throw JmsErrors.of(JmsErrors.CONNECTION_LOST, failures.isEmpty()
            ? "No broker is registered with the name servers " + settings.nameServers()
            : "No broker can be reached: " + String.join("; ", failures), null);
    }
}
