package io.ternmq.jca.inbound;

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

    private static final String NON_DURABLE = "NonDurable";
    private static final Set<String> ACKNOWLEDGE_MODES = Set.of("auto-acknowledge", "dups-ok-acknowledge");

    private final TernActivationSpec spec;
    private final List<String> complaints = new ArrayList<>();
    private final List<PropertyDescriptor> properties = new ArrayList<>();

    private ActivationRules(TernActivationSpec spec) {
        this.spec = spec;
    }

    static void check(TernActivationSpec spec) throws InvalidPropertyException {
        new ActivationRules(spec).check();
    }

    /** The name with {@code javax.jms} spelled {@code jakarta.jms}; null stays null. */
    static String jakartaName(String type) {
        return type != null && type.startsWith("javax.jms.") ? "jakarta" + type.substring("javax".length()) : type;
    }

    private void check() throws InvalidPropertyException {
        boolean isLookedUp = isSet(spec.getDestinationLookup());
        String type = jakartaName(spec.getDestinationType());
        require(isLookedUp || isSet(spec.getDestination()), "destination",
                "no destination (expected: destination or destinationLookup)");
        require(QUEUE.equals(type) || TOPIC.equals(type) || type == null && isLookedUp, "destinationType",
                "'" + spec.getDestinationType() + "' (expected: " + QUEUE + " or " + TOPIC + ")");
        String durability = spec.getSubscriptionDurability();
        require(durability == null || DURABLE.equalsIgnoreCase(durability) || NON_DURABLE.equalsIgnoreCase(durability),
                "subscriptionDurability", "'" + durability + "' (expected: " + DURABLE + " or " + NON_DURABLE + ")");
        require(!(QUEUE.equals(type) && spec.isDurable()), "subscriptionDurability", "'" + durability + "' on a queue (expected: a topic)");
        String mode = spec.getAcknowledgeMode();
        require(mode == null || ACKNOWLEDGE_MODES.contains(mode.toLowerCase(Locale.ROOT).replace('_', '-')),
                "acknowledgeMode", "'" + mode + "' (expected: Auto-acknowledge or Dups-ok-acknowledge)");
        Integer concurrency = spec.getMaxConcurrency();
        require(concurrency != null && concurrency >= 1, "maxConcurrency", concurrency + " (expected: 1 or more)");
        if (TOPIC.equals(type) && concurrency != null) {
            require(concurrency == 1 || spec.isShared(), "shareSubscriptions",
                    "false with maxConcurrency " + concurrency + " (expected: true, or maxConcurrency 1)");
            require(!(spec.isDurable() && !spec.isShared() && spec.getClientId() == null), "clientId",
                    "none for an unshared durable subscription (expected: a clientId, or shareSubscriptions true)");
        }
        if (!complaints.isEmpty()) {
            InvalidPropertyException invalid = new InvalidPropertyException(String.join("; ", complaints));
            invalid.setInvalidPropertyDescriptors(properties.toArray(PropertyDescriptor[]::new));
            throw invalid;
        }
    }

    private void require(boolean condition, String property, String complaint) {
        if (!condition) {
            complaints.add(property + ": " + complaint);
            properties.add(descriptor(property));
        }
    }

    private static PropertyDescriptor descriptor(String property) {
        try {
            BeanInfo bean = Introspector.getBeanInfo(TernActivationSpec.class);
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
