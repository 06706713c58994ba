package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.Broker;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jca.connection.TernProvider;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import jakarta.resource.spi.InvalidPropertyException;
import java.beans.BeanInfo;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a valid activation specification looks like. Says everything that is wrong at once, and names the properties to the server. */
final class ActivationRules {

    static final String QUEUE = "jakarta.jms.Queue";
    static final String TOPIC = "jakarta.jms.Topic";
    static final String DURABLE = "Durable";
    static final String EMULATE = "emulate";

    private static final String OPTIONS = "options";
    private static final String XA = "xa";
    private static final String NON_DURABLE = "NonDurable";
    private static final Set<String> ACKNOWLEDGE_MODES = Set.of("auto-acknowledge", "dups-ok-acknowledge");
    private static final int MAX_CONCURRENCY = 1_000;
    private static final int MAX_BATCH_SIZE = 10_000;
    private static final long MAX_BATCH_TIMEOUT_MS = 60_000;
    private static final int MAX_MULTIPLIER = 1_000;
    private static final long MAX_DELAY_MS = 366L * 86_400_000;

    private final TernActivationSpec spec;
    private final List<String> complaints = new ArrayList<>();
    private final List<PropertyDescriptor> properties = new ArrayList<>();

    private ActivationRules(TernActivationSpec spec) {
        this.spec = spec;
    }

    static void check(TernActivationSpec spec) throws InvalidPropertyException {
        new ActivationRules(spec).check();
    }

    /** What is wrong with the specification for a queue or topic that it has led to by its name in JNDI; empty when nothing is. */
    static String complaintsAbout(TernActivationSpec spec, Destination found) {
        ActivationRules rules = new ActivationRules(spec);
        rules.checkFound(found);
        return String.join("; ", rules.complaints);
    }

    /** The name with {@code javax.jms} spelled {@code jakarta.jms}; null stays null. */
    static String jakartaName(String type) {
        return type != null && type.startsWith("javax.jms.") ? "jakarta" + type.substring("javax".length()) : type;
    }

    private void check() throws InvalidPropertyException {
        checkDestination();
        checkSelector();
        checkConcurrency();
        checkFailures();
        checkBatches();
        checkConnection();
        if (!complaints.isEmpty()) {
            InvalidPropertyException invalid = new InvalidPropertyException(String.join("; ", complaints));
            invalid.setInvalidPropertyDescriptors(properties.toArray(PropertyDescriptor[]::new));
            throw AdapterError.WRONG_ACTIVATION.in(invalid);
        }
    }

    private void checkDestination() {
        boolean isLookedUp = isSet(spec.getDestinationLookup());
        String type = jakartaName(spec.getDestinationType());
        require(isLookedUp || isSet(spec.getDestination()), "destination",
                "no destination (expected: destination or destinationLookup)");
        require(QUEUE.equals(type) || TOPIC.equals(type) || type == null && isLookedUp, "destinationType",
                "'" + spec.getDestinationType() + "' (expected: " + QUEUE + " or " + TOPIC + ")");
        requireOneOf("subscriptionDurability", spec.getSubscriptionDurability(), DURABLE, NON_DURABLE);
        String mode = spec.getAcknowledgeMode();
        require(mode == null || ACKNOWLEDGE_MODES.contains(mode.toLowerCase(Locale.ROOT).replace('_', '-')),
                "acknowledgeMode", "'" + mode + "' (expected: Auto-acknowledge or Dups-ok-acknowledge)");
        requireOneOf("transactedDelivery", spec.getTransactedDelivery(), XA, EMULATE);
    }

    private void checkSelector() {
        try {
            provider().checkSelector(spec.getMessageSelector());
        } catch (JMSException e) {
            complain("messageSelector", e.getMessage());
        }
    }

    private void checkConcurrency() {
        Integer most = spec.getMaxConcurrency();
        requireRange("maxConcurrency", most, 1, MAX_CONCURRENCY);
        if (most == null) {
            complain("maxConcurrency", "none (expected: 1 to " + MAX_CONCURRENCY + ")");
            return;
        }
        requireRange("minConcurrency", spec.getMinConcurrency(), 1, Math.max(1, most));
        checkKind(jakartaName(spec.getDestinationType()));
    }

    /** What depends on the type of the destination, where that is known. */
    private void checkKind(String type) {
        if (QUEUE.equals(type)) {
            require(!spec.isDurable(), "subscriptionDurability",
                    "'" + spec.getSubscriptionDurability() + "' on a queue (expected: a topic)");
            require(!isSet(spec.getSubscriptionName()), "subscriptionName",
                    "'" + spec.getSubscriptionName() + "' on a queue (expected: none, or a topic)");
        } else if (TOPIC.equals(type) && !isSet(spec.getConsumerGroup())) {
            int most = spec.getMaxConcurrency();
            require(most == 1 || spec.isShared(), "shareSubscriptions",
                    "false with maxConcurrency " + most + " (expected: true, or maxConcurrency 1)");
            boolean hasClientId = isSet(spec.getClientId()) || isSet(spec.getConnectionFactoryLookup());
            require(hasClientId || !spec.isDurable() || spec.isShared(), "clientId",
                    "none for an unshared durable subscription (expected: a clientId, or shareSubscriptions true)");
        }
    }

    private void checkFound(Destination found) {
        String wanted = jakartaName(spec.getDestinationType());
        if (wanted == null || (QUEUE.equals(wanted) ? found instanceof Queue : found instanceof Topic)) {
            checkKind(found instanceof Topic ? TOPIC : QUEUE);
        } else {
            complain("destinationType", "'" + spec.getDestinationType() + "', but '" + spec.describeDestination() + "' is a "
                    + (found instanceof Topic ? "topic (expected: " + TOPIC + ", or the name of a queue)"
                    : "queue (expected: " + QUEUE + ", or the name of a topic)"));
        }
    }

    private void checkFailures() {
        requireRange("maxDeliveries", spec.getMaxDeliveries(), 1, Integer.MAX_VALUE);
        requireRange("redeliveryDelayMs", spec.getRedeliveryDelayMs(), 0, MAX_DELAY_MS);
        requireRange("maxRedeliveryDelayMs", spec.getMaxRedeliveryDelayMs(), 0, MAX_DELAY_MS);
        requireRange("redeliveryJitterPercent", spec.getRedeliveryJitterPercent(), 0, 100);
        Double multiplier = spec.getBackoffMultiplier();
        require(multiplier == null || multiplier >= 1 && multiplier <= MAX_MULTIPLIER, "backoffMultiplier",
                multiplier + " (expected: 1 to " + MAX_MULTIPLIER + ")");
        requireRange("pauseAfterFailures", spec.getPauseAfterFailures(), 0, Integer.MAX_VALUE);
        requireRange("pauseDurationMs", spec.getPauseDurationMs(), 0, MAX_DELAY_MS);
    }

    private void checkBatches() {
        if (spec instanceof TernBatchActivationSpec batches) {
            requireSet("maxBatchSize", batches.getMaxBatchSize());
            requireRange("maxBatchSize", batches.getMaxBatchSize(), 1, MAX_BATCH_SIZE);
            requireSet("batchTimeoutMs", batches.getBatchTimeoutMs());
            requireRange("batchTimeoutMs", batches.getBatchTimeoutMs(), 0, MAX_BATCH_TIMEOUT_MS);
        }
    }

    /** Only when everything else is right: other values travel as options of the client. */
    private void checkConnection() {
        try {
            ConnectionSettings.parseOptions(spec.getOptions());
            if (complaints.isEmpty()) {
                provider().check(spec.settings());
            }
        } catch (JMSException e) {
            boolean isAddress = AdapterError.WRONG_PROPERTY.code().equals(e.getErrorCode());
            complain(isAddress ? ConnectionSettings.NAME_SERVERS : OPTIONS, e);
        } catch (IllegalArgumentException e) {
            complain(OPTIONS, e);
        }
    }

    private JmsProvider provider() {
        return spec.getResourceAdapter() instanceof Broker broker ? broker.provider() : new TernProvider();
    }

    private void requireOneOf(String property, String value, String... allowed) {
        boolean isAllowed = value == null || value.isBlank();
        for (String one : allowed) {
            isAllowed |= one.equalsIgnoreCase(value);
        }
        require(isAllowed, property, "'" + value + "' (expected: " + String.join(" or ", allowed) + ")");
    }

    private void requireSet(String property, Number value) {
        require(value != null, property, "none (expected: a number)");
    }

    private void requireRange(String property, Number value, long min, long max) {
        require(value == null || value.longValue() >= min && value.longValue() <= max, property, value + " (expected: " + min
                + (max == Integer.MAX_VALUE ? " or more)" : " to " + max + ")"));
    }

    private void require(boolean condition, String property, String complaint) {
        if (!condition) {
            complain(property, complaint);
        }
    }

    /** By a text that may have the property's name in front. */
    private void complain(String property, Exception wrong) {
        String text = wrong.getMessage();
        String front = property + ": ";
        complain(property, text.startsWith(front) ? text.substring(front.length()) : text);
    }

    private void complain(String property, String complaint) {
        complaints.add(property + ": " + complaint);
        properties.add(descriptor(property));
    }

    private PropertyDescriptor descriptor(String property) {
        try {
            BeanInfo bean = Introspector.getBeanInfo(spec.getClass());
            for (PropertyDescriptor descriptor : bean.getPropertyDescriptors()) {
                if (descriptor.getName().equals(property)) {
                    return descriptor;
                }
            }
            throw new IllegalStateException("No property " + property);
        } catch (IntrospectionException e) {
            throw new IllegalStateException("The activation specification is not a JavaBean", e);
        }
    }

    private static boolean isSet(String value) {
        return value != null && !value.isBlank();
    }
}
