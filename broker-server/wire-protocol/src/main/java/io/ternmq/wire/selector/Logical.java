package io.ternmq.wire.selector;

import java.util.List;

/** Two or more conditions joined by one operator. Flat however it was bracketed, so that long chains are not deep. */
record Logical(LogicalOperator operator, List<Expression> operands) implements Expression {

    @Override
    public Object evaluate(PropertySource source) {
        boolean unknown = false;
        for (int i = 0; i < operands.size(); i++) {
            Boolean condition = Expression.truth(operands.get(i).evaluate(source));
            if (condition == null) {
                unknown = true;
            } else if (condition == operator.decisive()) {
                return condition;
            }
        }
        return unknown ? null : Boolean.valueOf(!operator.decisive());
    }

    @Override
    public ValueType type() {
        return ValueType.BOOLEAN;
    }

    @Override
    public Precedence precedence() {
        return operator.precedence();
    }

    @Override
    public void appendTo(StringBuilder out) {
        Precedence tighter = precedence().tighter();
        tighter.append(out, operands.get(0));
        for (Expression operand : operands.subList(1, operands.size())) {
            tighter.append(out.append(' ').append(operator.name()).append(' '), operand);
        }
    }
}
