package io.ternmq.wire.selector;

/** A constant: a String, Boolean, Long (exact), Double or Float (approximate). Never null. */
record Literal(Object value) implements Expression {

    /** The same number with its sign turned; {@code Long.MIN_VALUE} stays what it is, as in Java. */
    Literal negated() {
        return new Literal(NumericType.negate((Number) value));
    }

    @Override
    public Object evaluate(PropertySource source) {
        return value;
    }

    @Override
    public ValueType type() {
        if (value instanceof String) {
            return ValueType.STRING;
        }
        return value instanceof Boolean ? ValueType.BOOLEAN : ValueType.NUMBER;
    }

    @Override
    public Precedence precedence() {
        return Precedence.PRIMARY;
    }

    @Override
    public void appendTo(StringBuilder out) {
        if (value instanceof String string) {
            appendQuoted(out, string);
        } else if (value instanceof Boolean bool) {
            out.append(bool ? "TRUE" : "FALSE");
        } else {
            out.append(value).append(value instanceof Float ? "f" : "");
        }
    }

    static void appendQuoted(StringBuilder out, String string) {
        out.append('\'').append(string.replace("'", "''")).append('\'');
    }
}
