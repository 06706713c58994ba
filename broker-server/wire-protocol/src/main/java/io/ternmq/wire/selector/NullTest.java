package io.ternmq.wire.selector;

/** {@code operand IS [NOT] NULL}: never unknown. */
record NullTest(boolean negated, Identifier operand) implements Expression {

    @Override
    public Object evaluate(PropertySource source) {
        return (operand.evaluate(source) == null) != negated;
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
        out.append(negated ? " IS NOT NULL" : " IS NULL");
    }
}
