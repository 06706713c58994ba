package io.ternmq.jca.outbound;

import jakarta.jms.ConnectionMetaData;
import jakarta.jms.JMSException;
import jakarta.resource.spi.ManagedConnectionMetaData;

/** What a pooled connection tells the server about itself. */
record ConnectionMetaDataView(String product, String version, String user) implements ManagedConnectionMetaData {

    static ConnectionMetaDataView of(ConnectionMetaData data, String user) throws JMSException {
        return new ConnectionMetaDataView(data.getJMSProviderName(), data.getProviderVersion(), user);
    }

    @Override
    public String getEISProductName() {
        return product;
    }

    @Override
    public String getEISProductVersion() {
        return version;
    }

    /** 0: not limited by the broker. */
    @Override
    public int getMaxConnections() {
        return 0;
    }

    @Override
    public String getUserName() {
        return user;
    }
}
