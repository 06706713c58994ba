package io.ternmq.wire.selector;

/** A binary operation on numbers. NULL when an operand is NULL, {@link #WRONG_TYPE} when one is no number. */
record Arithmetic(ArithmeticOperator operator, Expression left, Expression right) implements Expression {

    @Override
    public Object evaluate(PropertySource source) {
        Object leftValue = left.evaluate(source);
        if (leftValue == null) {
            return null;
        }
        Object rightValue = right.evaluate(source);
        if (rightValue == null) {
            return null;
        }
        if (leftValue instanceof Number leftNumber && rightValue instanceof Number rightNumber) {
            return operator.apply(leftNumber, rightNumber);
        }
        return WRONG_TYPE;
    }

    @Override
    public ValueType type() {
        return ValueType.NUMBER;
    }

    @Override
    public Precedence precedence() {
        return operator.precedence();
    }

    @Override
    public void appendTo(StringBuilder out) {
        precedence().append(out, left);
        out.append(' ').append(operator.symbol()).append(' ');
        precedence().tighter().append(out, right); // left-associative: a right operand of the same level was in brackets
    }
}
