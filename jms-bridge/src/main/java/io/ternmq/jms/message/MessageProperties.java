package io.ternmq.jms.message;

import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A message's properties: names checked, writable or not. */
final class MessageProperties {
    static final String DELIVERY_COUNT = "JMSXDeliveryCount";
    private static final Set<String> KEYWORDS = Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS",
        "ESCAPE");
    private static final Set<String> SETTABLE_JMSX = Set.of("JMSXGroupID", "JMSXGroupSeq");

    private Map<String, Object> values = new LinkedHashMap<>();
    private boolean isReadOnly;

    /** Takes over a received message's properties; read-only from then on. */
    void receive(Map<String, Object> received, int deliveryCount) {
        values = new LinkedHashMap<>(received);
        values.put(DELIVERY_COUNT, deliveryCount);
        isReadOnly = true;
    }

    /** A copy without what the provider sets on delivery. */
    Map<String, Object> toSend() {
        Map<String, Object> copy = new LinkedHashMap<>(values);
        copy.remove(DELIVERY_COUNT);
        return copy;
    }

    void clear() {
        values.clear();
        isReadOnly = false;
    }

    Object get(String name) {
        requireName(name);
        return values.get(name);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Enumeration<String> names() {
        List<String> names = new ArrayList<>(values.keySet());
        return Collections.enumeration(names);
    }

    void set(String name, Object value) throws JMSException {
        requireName(name);
        if (isReadOnly) {
            throw MessageErrors.notWriteable("properties");
        }
        requireLegal(name);
        Conversions.requireValue(value, false);
        values.put(name, value);
    }

    /** As {@link #set}, for names that another provider's message may have and ours may not: those are left out. */
    void copy(String name, Object value) throws JMSException {
        if (!name.startsWith("JMSX") || SETTABLE_JMSX.contains(name)) {
            set(name, value);
        }
    }

    private static void requireName(String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("property name: " + (name == null ? "null" : "''") + " (expected: not empty)");
        }
    }

    private static void requireLegal(String name) throws JMSException {
        boolean isReserved = name.startsWith("JMS") && !name.startsWith("JMS_") && !SETTABLE_JMSX.contains(name);
        if (!isIdentifier(name) || isReserved) {
            throw JmsErrors.of(JmsErrors.INVALID_ARGUMENT, "property name '" + name + "' (expected: a Java identifier that is neither a "
                + "selector keyword nor reserved by JMS)", null);
        }
    }

    /** Whether a selector could name it. */
    static boolean isIdentifier(String name) {
        if (name.isEmpty() || !Character.isJavaIdentifierStart(name.charAt(0)) || KEYWORDS.contains(name.toUpperCase(Locale.ROOT))) {
            return false;
        }
        return name.chars().allMatch(Character::isJavaIdentifierPart);
    }
}
