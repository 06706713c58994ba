package io.ternmq.wire.selector;

/** What a selector sees of one message: its header fields and properties by name. */
@FunctionalInterface
public interface PropertySource {

    /**
     * The value of a property or of one of the header fields a selector may name.
     *
     * <p>Header fields: {@code JMSDeliveryMode} as the String {@code PERSISTENT} or {@code NON_PERSISTENT}, {@code JMSPriority}
     * as Integer, {@code JMSTimestamp} (ms) as Long; {@code JMSMessageID}, {@code JMSCorrelationID}, {@code JMSType} as String.
     *
     * @param name case sensitive
     * @return a String, Boolean, Byte, Short, Integer, Long, Float or Double of the type it was set with; null when absent
     */
    Object get(String name);
}
