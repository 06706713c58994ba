package io.ternmq.wire.selector;

/** Unary plus or minus. Signed literals are literals: the parser folds them. */
record Sign(boolean negative, Expression operand) implements Expression {

    @Override
    public Object evaluate(PropertySource source) {
        Object value = operand.evaluate(source);
        if (value instanceof Number number) {
            return negative ? NumericType.negate(number) : number;
        }
        return value == null ? null : WRONG_TYPE;
    }

    @Override
    public ValueType type() {
        return ValueType.NUMBER;
    }

    @Override
    public Precedence precedence() {
        return Precedence.SIGN;
    }

    @Override
    public void appendTo(StringBuilder out) {
        out.append(negative ? '-' : '+');
        if (operand instanceof Sign) {
            out.append(' '); // "--" reads as a comment of SQL
        }
        Precedence.SIGN.append(out, operand);
    }
}
