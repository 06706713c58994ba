package io.ternmq.wire.selector;

/** {@code operand [NOT] LIKE 'pattern' [ESCAPE 'c']}. */
record Like(boolean negated, Identifier operand, LikePattern pattern) implements Expression {

    @Override
    public Object evaluate(PropertySource source) {
        Object value = operand.evaluate(source);
        if (value == null) {
            return null;
        }
        return value instanceof String string && pattern.matches(string) != negated;
    }

    @Override
    public ValueType type() {
        return ValueType.BOOLEAN;
    }

    @Override
    public Precedence precedence() {
        return Precedence.PREDICATE;
    }

    @Override
    public void appendTo(StringBuilder out) {
        operand.appendTo(out);
        pattern.appendTo(out.append(negated ? " NOT LIKE " : " LIKE "));
    }
}
