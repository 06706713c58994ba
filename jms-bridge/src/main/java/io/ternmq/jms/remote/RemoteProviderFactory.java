package io.ternmq.jms.remote;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.Provider;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.core.ProviderFactory;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.wire.command.route.BrokerData;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Finds a broker through the name servers and connects to it. */
public final class RemoteProviderFactory implements ProviderFactory {
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RemoteSettings settings;

    /** @param settings where and how */
    public RemoteProviderFactory(RemoteSettings settings) {
        this.settings = settings;
    }

    @Override
    public Provider connect(String clientId, ProviderEvents events) throws JMSException {
        NameServers nameServers = new NameServers(settings.nameServers(), settings.connectTimeoutMs(), settings.requestTimeoutMs());
        try {
            return connect(nameServers, clientId, events);
        } catch (JMSException e) {
            nameServers.close();
            throw e;
        }
    }

    private Provider connect(NameServers nameServers, String clientId, ProviderEvents events) throws JMSException {
        List<String> failures = new ArrayList<>();
        List<BrokerData> masters = awaitMasters(nameServers);
        for (BrokerData master : masters) {
            try {
                return RemoteProvider.connect(settings, nameServers, master, masters.size() == 1, clientId, events);
            } catch (IOException e) {
                failures.add(master.brokerName() + ": " + e.getMessage());
            }
        }
        throw JmsErrors.of(JmsErrors.CONNECTION_LOST, failures.isEmpty()
            ? "No broker is registered with the name servers " + settings.nameServers()
            : "No broker can be reached: " + String.join("; ", failures), null);
    }

    /** A broker that is just starting registers a moment after it listens: worth waiting for. */
    private List<BrokerData> awaitMasters(NameServers nameServers) throws JMSException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.connectTimeoutMs());
        List<BrokerData> masters = nameServers.masters();
        while (masters.isEmpty() && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            masters = nameServers.masters();
        }
        return masters;
    }
}
