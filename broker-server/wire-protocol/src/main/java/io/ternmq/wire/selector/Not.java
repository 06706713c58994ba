package io.ternmq.wire.selector;

/** {@code NOT operand}: unknown stays unknown. */
record Not(Expression operand) implements Expression {

    @Override
    public Object evaluate(PropertySource source) {
        Boolean condition = Expression.truth(operand.evaluate(source));
        return condition == null ? null : Boolean.valueOf(!condition);
    }

    @Override
    public ValueType type() {
        return ValueType.BOOLEAN;
    }

    @Override
    public Precedence precedence() {
        return Precedence.NOT;
    }

    @Override
    public void appendTo(StringBuilder out) {
        Precedence.NOT.append(out.append("NOT "), operand);
    }
}
