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
    private static final long DEFAULT_PAUSE_MS = 30_000;
    private static final int PERCENT = 100;

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
    private String connectionFactoryLookup;
    private String transactedDelivery;
    private Integer minConcurrency;
    private Integer maxConcurrency = DEFAULT_MAX_CONCURRENCY;
    private Integer maxDeliveries;
    private Long redeliveryDelayMs;
    private Double backoffMultiplier;
    private Long maxRedeliveryDelayMs;
    private Integer redeliveryJitterPercent;
    private String deadLetterDestination;
    private Integer pauseAfterFailures;
    private Long pauseDurationMs;
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
        return shareSubscriptions != null ? shareSubscriptions : maxConcurrency > 1 || clientId == null || clientId.isBlank();
    }

    /** A mode of {@code jakarta.jms.Session}. */
    int acknowledgeModeOfSession() {
        boolean isLazy = acknowledgeMode != null && acknowledgeMode.toLowerCase(Locale.ROOT).startsWith("dups");
        return isLazy ? Session.DUPS_OK_ACKNOWLEDGE : Session.AUTO_ACKNOWLEDGE;
    }

    /** How to reach the broker, as far as it is said here. */
    ConnectionSettings settings() {
        Map<String, String> allOptions = new LinkedHashMap<>(ConnectionSettings.parseOptions(options));
        put(allOptions, "maxDeliveries", maxDeliveries);
        put(allOptions, "redeliveryDelayMs", redeliveryDelayMs);
        put(allOptions, "redeliveryMultiplierPercent", backoffMultiplier == null ? null : Math.round(backoffMultiplier * PERCENT));
        put(allOptions, "maxRedeliveryDelayMs", maxRedeliveryDelayMs);
        put(allOptions, "redeliveryJitterPercent", redeliveryJitterPercent);
        put(allOptions, "deadLetter", deadLetterDestination == null || deadLetterDestination.isBlank() ? null : deadLetterDestination);
        return new ConnectionSettings(nameServers, user, password, clientId, allOptions);
    }

    private static void put(Map<String, String> options, String name, Object valueOrNull) {
        if (valueOrNull != null) {
            options.put(name, valueOrNull.toString());
        }
    }

    /** The method of the bean that messages go to. */
    BeanMethod beanMethod() {
        return BeanMethod.ON_MESSAGE;
    }

    /** Messages in one delivery at most. */
    int batchSize() {
        return 1;
    }

    /** How long a batch that is not full waits for more. */
    long batchTimeoutMs() {
        return 0;
    }

    /** Sessions to begin with, and that stay. */
    int minConcurrencyOrDefault() {
        return minConcurrency == null ? 1 : minConcurrency;
    }

    /** Failures in a row after which deliveries are paused; 0 for never. */
    int failuresBeforePause() {
        return pauseAfterFailures == null ? 0 : pauseAfterFailures;
    }

    /** For how long; 0 until they are resumed. */
    long pauseMs() {
        return pauseDurationMs == null ? DEFAULT_PAUSE_MS : pauseDurationMs;
    }

    /** Whether a message is only acknowledged after the container's transaction, instead of in it. */
    boolean emulatesTransactions() {
        return ActivationRules.EMULATE.equalsIgnoreCase(transactedDelivery);
    }

    /** What it listens to, for people. */
    String describeDestination() {
        return destinationLookup == null || destinationLookup.isBlank() ? destination : destinationLookup;
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

    /** JMS client identifier; null or blank for none, as is usual: durable subscriptions are then shared ones, which need none. */
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

    /**
     * JNDI name of a connection factory of this adapter whose address, user and options are taken, where this specification
     * has none; null for the resource adapter's.
     */
    public String getConnectionFactoryLookup() {
        return connectionFactoryLookup;
    }

    /** @see #getConnectionFactoryLookup() */
    public void setConnectionFactoryLookup(String connectionFactoryLookup) {
        this.connectionFactoryLookup = connectionFactoryLookup;
    }

    /**
     * {@code xa} (null): in the container's transaction the message is consumed. {@code emulate}: it is acknowledged right after, for brokers
     * without distributed transactions; a crash in between delivers again.
     */
    public String getTransactedDelivery() {
        return transactedDelivery;
    }

    /** @see #getTransactedDelivery() */
    public void setTransactedDelivery(String transactedDelivery) {
        this.transactedDelivery = transactedDelivery;
    }

    /** Sessions to begin with, 1 or more; null for 1. More are opened while all are busy and messages wait. */
    public Integer getMinConcurrency() {
        return minConcurrency;
    }

    /** @see #getMinConcurrency() */
    public void setMinConcurrency(Integer minConcurrency) {
        this.minConcurrency = minConcurrency;
    }

    /** By which each later redelivery delay is longer than the one before, 1 to 1000; null lets the broker decide. */
    public Double getBackoffMultiplier() {
        return backoffMultiplier;
    }

    /** @see #getBackoffMultiplier() */
    public void setBackoffMultiplier(Double backoffMultiplier) {
        this.backoffMultiplier = backoffMultiplier;
    }

    /** Longest redelivery delay in milliseconds, 0 or more; null lets the broker decide. */
    public Long getMaxRedeliveryDelayMs() {
        return maxRedeliveryDelayMs;
    }

    /** @see #getMaxRedeliveryDelayMs() */
    public void setMaxRedeliveryDelayMs(Long maxRedeliveryDelayMs) {
        this.maxRedeliveryDelayMs = maxRedeliveryDelayMs;
    }

    /** By which a redelivery delay may be longer, at random, 0 to 100; null lets the broker decide. */
    public Integer getRedeliveryJitterPercent() {
        return redeliveryJitterPercent;
    }

    /** @see #getRedeliveryJitterPercent() */
    public void setRedeliveryJitterPercent(Integer redeliveryJitterPercent) {
        this.redeliveryJitterPercent = redeliveryJitterPercent;
    }

    /**
     * Where a message goes that is given up: name of a queue; {@code default} for the dead letter queue of the queue or subscription;
     * {@code discard}; {@code block} not to give it up. Null lets the broker decide.
     */
    public String getDeadLetterDestination() {
        return deadLetterDestination;
    }

    /** @see #getDeadLetterDestination() */
    public void setDeadLetterDestination(String deadLetterDestination) {
        this.deadLetterDestination = deadLetterDestination;
    }

    /** Failed deliveries in a row, over all sessions, after which deliveries are paused, 1 or more; 0 (null) for never. */
    public Integer getPauseAfterFailures() {
        return pauseAfterFailures;
    }

    /** @see #getPauseAfterFailures() */
    public void setPauseAfterFailures(Integer pauseAfterFailures) {
        this.pauseAfterFailures = pauseAfterFailures;
    }

    /** How long, in milliseconds, until one message is tried; 0 until an administrator resumes deliveries; null for 30 seconds. */
    public Long getPauseDurationMs() {
        return pauseDurationMs;
    }

    /** @see #getPauseDurationMs() */
    public void setPauseDurationMs(Long pauseDurationMs) {
        this.pauseDurationMs = pauseDurationMs;
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
