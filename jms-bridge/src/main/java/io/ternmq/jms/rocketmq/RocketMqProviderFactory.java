package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.Provider;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.core.ProviderFactory;
import jakarta.jms.JMSException;

/** Makes connections to a RocketMQ 5 cluster: to all masters of it, each when it is needed. */
public final class RocketMqProviderFactory implements ProviderFactory {
    private final RocketMqSettings settings;

    /** @param settings where and how */
    public RocketMqProviderFactory(RocketMqSettings settings) {
        this.settings = settings;
    }

    @Override
    public Provider connect(String clientId, ProviderEvents events) throws JMSException {
        Gaps gaps = new Gaps(settings.profile());
        if (clientId != null) {
            gaps.bridge(Gap.CLIENT_ID, "Client id " + clientId);
        }
        Cluster cluster = Cluster.connect(settings);
        try {
            return RocketMqProvider.connect(cluster, gaps, clientId, events);
        } catch (JMSException e) {
            cluster.close();
            throw e;
        }
    }
}
