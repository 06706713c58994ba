package io.ternmq.jms.session;

import io.ternmq.jms.core.Provider.ConnectionFacts;
import jakarta.jms.ConnectionMetaData;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** What the connection is. */
final class TernConnectionMetaData implements ConnectionMetaData {
    private static final int JMS_MAJOR = 3;
    private static final int JMS_MINOR = 1;
    private static final int PROVIDER_MAJOR = 0;
    private static final int PROVIDER_MINOR = 1;

    private final ConnectionFacts facts;

    TernConnectionMetaData(ConnectionFacts facts) {
        this.facts = facts;
    }

    @Override
    public String getJMSVersion() {
        return JMS_MAJOR + "." + JMS_MINOR;
    }

    @Override
    public int getJMSMajorVersion() {
        return JMS_MAJOR;
    }

    @Override
    public int getJMSMinorVersion() {
        return JMS_MINOR;
    }

    @Override
    public String getJMSProviderName() {
        return "TernMQ";
    }

    @Override
    public String getProviderVersion() {
        return PROVIDER_MAJOR + "." + PROVIDER_MINOR + " (broker " + facts.brokerName() + " " + facts.brokerVersion() + ")";
    }

    @Override
    public int getProviderMajorVersion() {
        return PROVIDER_MAJOR;
    }

    @Override
    public int getProviderMinorVersion() {
        return PROVIDER_MINOR;
    }

    @Override
    public Enumeration<String> getJMSXPropertyNames() {
        return Collections.enumeration(List.of("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount"));
    }
}
