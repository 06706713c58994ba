package io.ternmq.wire.selector;

/** A property or header field of the message; NULL when the message has none of that name. */
record Identifier(String name) implements Expression {

    static final String JMS_TYPE = "JMSType";

    /** Whether a selector may use the name: of those with the reserved prefix JMS only some are (Messaging §3.8.1.1). */
    static boolean isSelectable(String name) {
        return !name.startsWith("JMS") || name.startsWith("JMSX") || name.startsWith("JMS_") || typeOf(name) != ValueType.ANY;
    }

    @Override
    public Object evaluate(PropertySource source) {
        return source.get(name);
    }

    @Override
    public ValueType type() {
        return typeOf(name);
    }

    @Override
    public Precedence precedence() {
        return Precedence.PRIMARY;
    }

    @Override
    public void appendTo(StringBuilder out) {
        out.append(name);
    }

    private static ValueType typeOf(String name) {
        return switch (name) {
            case "JMSDeliveryMode", "JMSMessageID", "JMSCorrelationID", JMS_TYPE -> ValueType.STRING;
            case "JMSPriority", "JMSTimestamp" -> ValueType.NUMBER;
            default -> ValueType.ANY;
        };
    }
}
