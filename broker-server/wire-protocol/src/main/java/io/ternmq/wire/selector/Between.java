package io.ternmq.wire.selector;

/** {@code operand [NOT] BETWEEN low AND high}, bounds included. */
record Between(boolean negated, Expression operand, Expression low, Expression high) implements Expression {

    // As the specification defines it: "x >= low AND x <= high", negated "x < low OR x > high". The negated form is not the
    // negation: both are false when x is no number.
    @Override
    public Object evaluate(PropertySource source) {
        Object value = operand.evaluate(source);
        if (value == null) {
            return null;
        }
        Object lowValue = low.evaluate(source);
        Object highValue = high.evaluate(source);
        return negated
            ? LogicalOperator.OR.combine(
                ComparisonOperator.LESS.compare(value, lowValue), ComparisonOperator.GREATER.compare(value, highValue))
            : LogicalOperator.AND.combine(
                ComparisonOperator.GREATER_OR_EQUAL.compare(value, lowValue),
                ComparisonOperator.LESS_OR_EQUAL.compare(value, highValue));
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
        Precedence.SUM.append(out, operand);
        out.append(negated ? " NOT BETWEEN " : " BETWEEN ");
        Precedence.SUM.append(out, low);
        out.append(" AND ");
        Precedence.SUM.append(out, high);
    }
}
