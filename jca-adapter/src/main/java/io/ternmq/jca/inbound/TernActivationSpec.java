package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.Session;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a message-driven bean listens to, and how. A JavaBean: the server sets it from the bean's annotations and from its own
 * configuration, calls {@link #validate()}, and hands it to the resource adapter.
 */
public class TernActivationSpec implements ActivationSpec, Serializable {

    private static final long serialVersionUID = 1L;

    /** Deliveries at the same time, unless the bean says otherwise. */
    private static final int DEFAULT_MAX_CONCURRENCY = 10;

    private String destination;
    private String destinationLookup;
    private String destinationType;
    private String subscriptionDurability;
    private String subscriptionName;
    private String clientId;
    private String options;
    private String messageSelector;
    private String acknowledgeMode;
    private String consumerGroup;
    private String nameServers;
    private String user;
    private String password;
    private Integer maxConcurrency = DEFAULT_MAX_CONCURRENCY;
    private Integer maxDeliveries;
    private Long redeliveryDelayMs;
    private Boolean shareSubscriptions;
    private transient ResourceAdapter resourceAdapter;

    /** For the server. */
    public TernActivationSpec() {
    }

    @Override
    public void validate() throws InvalidPropertyException {
        ActivationRules.check(this);
    }

    /** Whether it listens to a topic, as far as the specification itself says. */
    boolean isTopic() {
        return ActivationRules.TOPIC.equals(ActivationRules.jakartaName(destinationType));
    }

    boolean isDurable() {
        return ActivationRules.DURABLE.equalsIgnoreCase(subscriptionDurability);
    }

    /** Whether a topic's subscription is shared by its consumers: when asked for, with several of them, and without a client identifier. */
    boolean isShared() {
        return shareSubscriptions != null ? shareSubscriptions : maxConcurrency > 1 || clientId == null;
    }

    /** A mode of {@code jakarta.jms.Session}. */
    int acknowledgeModeOfSession() {
        boolean isLazy = acknowledgeMode != null && acknowledgeMode.toLowerCase(Locale.ROOT).startsWith("dups");
        return isLazy ? Session.DUPS_OK_ACKNOWLEDGE : Session.AUTO_ACKNOWLEDGE;
    }

    /** How to reach the broker, as far as it is said here. */
    ConnectionSettings settings() {
        Map<String, String> allOptions = new LinkedHashMap<>(ConnectionSettings.parseOptions(options));
        if (maxDeliveries != null) {
            allOptions.put("maxDeliveries", maxDeliveries.toString());
        }
        if (redeliveryDelayMs != null) {
            allOptions.put("redeliveryDelayMs", redeliveryDelayMs.toString());
        }
        return new ConnectionSettings(nameServers, user, password, clientId, allOptions);
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter resourceAdapter) {
        this.resourceAdapter = resourceAdapter;
    }

    /** Name of the queue or topic; or a JNDI name, when it contains a slash or a colon and is bound. */
    public String getDestination() {
        return destination;
    }

    /** @see #getDestination() */
    public void setDestination(String destination) {
        this.destination = destination;
    }

    /** JNDI name of the queue or topic; goes before {@link #getDestination()}. */
    public String getDestinationLookup() {
        return destinationLookup;
    }

    /** @see #getDestinationLookup() */
    public void setDestinationLookup(String destinationLookup) {
        this.destinationLookup = destinationLookup;
    }

    /** {@code jakarta.jms.Queue} or {@code jakarta.jms.Topic}; may be left out when the destination is looked up. */
    public String getDestinationType() {
        return destinationType;
    }

    /** @see #getDestinationType() */
    public void setDestinationType(String destinationType) {
        this.destinationType = destinationType;
    }

    /** {@code Durable} or {@code NonDurable}; null is not durable. Topics only. */
    public String getSubscriptionDurability() {
        return subscriptionDurability;
    }

    /** @see #getSubscriptionDurability() */
    public void setSubscriptionDurability(String subscriptionDurability) {
        this.subscriptionDurability = subscriptionDurability;
    }

    /** Name of a durable or shared subscription; null takes the name of the activation. */
    public String getSubscriptionName() {
        return subscriptionName;
    }

    /** @see #getSubscriptionName() */
    public void setSubscriptionName(String subscriptionName) {
        this.subscriptionName = subscriptionName;
    }

    /** JMS client identifier; null for none, as is usual: durable subscriptions are then shared ones, which need none. */
    public String getClientId() {
        return clientId;
    }

    /** @see #getClientId() */
    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    /** JMS selector; null for every message. */
    public String getMessageSelector() {
        return messageSelector;
    }

    /** @see #getMessageSelector() */
    public void setMessageSelector(String messageSelector) {
        this.messageSelector = messageSelector;
    }

    /** {@code Auto-acknowledge} (null) or {@code Dups-ok-acknowledge}; used when delivery is not transacted. */
    public String getAcknowledgeMode() {
        return acknowledgeMode;
    }

    /** @see #getAcknowledgeMode() */
    public void setAcknowledgeMode(String acknowledgeMode) {
        this.acknowledgeMode = acknowledgeMode;
    }

    /** RocketMQ consumer group whose progress the bean carries on; null for the queue's or the subscription's own. */
    public String getConsumerGroup() {
        return consumerGroup;
    }

    /** @see #getConsumerGroup() */
    public void setConsumerGroup(String consumerGroup) {
        this.consumerGroup = consumerGroup;
    }

    /** Name server addresses for this bean; null takes the resource adapter's. */
    public String getNameServers() {
        return nameServers;
    }

    /** @see #getNameServers() */
    public void setNameServers(String nameServers) {
        this.nameServers = nameServers;
    }

    /** User to connect as; null takes the resource adapter's. */
    public String getUser() {
        return user;
    }

    /** @see #getUser() */
    public void setUser(String user) {
        this.user = user;
    }

    /** Password of {@link #getUser()}. */
    public String getPassword() {
        return password;
    }

    /** @see #getPassword() */
    public void setPassword(String password) {
        this.password = password;
    }

    /** Options of the JMS client, {@code name=value;name=value}, as {@link io.ternmq.jms.TernConnectionFactory} lists them; may be null. */
    public String getOptions() {
        return options;
    }

    /** @see #getOptions() */
    public void setOptions(String options) {
        this.options = options;
    }

    /** Deliveries at the same time at most, 1 or more. */
    public Integer getMaxConcurrency() {
        return maxConcurrency;
    }

    /** @see #getMaxConcurrency() */
    public void setMaxConcurrency(Integer maxConcurrency) {
        this.maxConcurrency = maxConcurrency;
    }

    /** Deliveries after which a failing message becomes a dead letter, 1 or more; null lets the broker decide. */
    public Integer getMaxDeliveries() {
        return maxDeliveries;
    }

    /** @see #getMaxDeliveries() */
    public void setMaxDeliveries(Integer maxDeliveries) {
        this.maxDeliveries = maxDeliveries;
    }

    /** Time before a failed message is delivered again, in milliseconds; null for at once. */
    public Long getRedeliveryDelayMs() {
        return redeliveryDelayMs;
    }

    /** @see #getRedeliveryDelayMs() */
    public void setRedeliveryDelayMs(Long redeliveryDelayMs) {
        this.redeliveryDelayMs = redeliveryDelayMs;
    }

    /** Whether a topic's subscription is shared; null decides by concurrency and client identifier. */
    public Boolean getShareSubscriptions() {
        return shareSubscriptions;
    }

    /** @see #getShareSubscriptions() */
    public void setShareSubscriptions(Boolean shareSubscriptions) {
        this.shareSubscriptions = shareSubscriptions;
    }

    /** The same as {@link #getUser()}. */
    public String getUserName() {
        return user;
    }

    /** @see #getUserName() */
    public void setUserName(String userName) {
        this.user = userName;
    }

    /** The same as {@link #getMessageSelector()}. */
    public String getSelector() {
        return messageSelector;
    }

    /** @see #getSelector() */
    public void setSelector(String selector) {
        this.messageSelector = selector;
    }

    /** The same as {@link #getDestination()}. */
    public String getPhysicalName() {
        return destination;
    }

    /** @see #getPhysicalName() */
    public void setPhysicalName(String physicalName) {
        this.destination = physicalName;
    }

    /** The same as {@link #getDestination()}. */
    public String getDestinationName() {
        return destination;
    }

    /** @see #getDestinationName() */
    public void setDestinationName(String destinationName) {
        this.destination = destinationName;
    }

    /** The same as {@link #getMaxConcurrency()}. */
    public Integer getMaxSession() {
        return maxConcurrency;
    }

    /** @see #getMaxSession() */
    public void setMaxSession(Integer maxSession) {
        this.maxConcurrency = maxSession;
    }

    /** The same as {@link #getMaxConcurrency()}. */
    public Integer getMaxSessions() {
        return maxConcurrency;
    }

    /** @see #getMaxSessions() */
    public void setMaxSessions(Integer maxSessions) {
        this.maxConcurrency = maxSessions;
    }

    /** The same as {@link #getMaxConcurrency()}. */
    public Integer getConcurrency() {
        return maxConcurrency;
    }

    /** @see #getConcurrency() */
    public void setConcurrency(Integer concurrency) {
        this.maxConcurrency = concurrency;
    }

    @Override
    public String toString() {
        return "TernActivationSpec[destination=" + destination + ", destinationLookup=" + destinationLookup
                + ", destinationType=" + destinationType + ", subscriptionName=" + subscriptionName
                + ", messageSelector=" + messageSelector + ", consumerGroup=" + consumerGroup
                + ", maxConcurrency=" + maxConcurrency + "]";
    }
}
