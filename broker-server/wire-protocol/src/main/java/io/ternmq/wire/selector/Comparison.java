package io.ternmq.wire.selector;

/** {@code left operator right}. */
record Comparison(ComparisonOperator operator, Expression left, Expression right) implements Expression {

    @Override
    public Object evaluate(PropertySource source) {
        Object leftValue = left.evaluate(source);
        return leftValue == null ? null : operator.compare(leftValue, right.evaluate(source));
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
        Precedence.SUM.append(out, left);
        out.append(' ').append(operator.symbol()).append(' ');
        Precedence.SUM.append(out, right);
    }
}
