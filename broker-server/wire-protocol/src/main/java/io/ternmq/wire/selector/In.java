package io.ternmq.wire.selector;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code operand [NOT] IN ('a', 'b')}. The order and repetition of the strings do not matter, so they are kept sorted. */
record In(boolean negated, Identifier operand, SortedSet<String> strings) implements Expression {

    static In of(boolean negated, Identifier operand, Collection<String> strings) {
        return new In(negated, operand, Collections.unmodifiableSortedSet(new TreeSet<>(strings)));
    }

    @Override
    public Object evaluate(PropertySource source) {
        Object value = operand.evaluate(source);
        if (value == null) {
            return null;
        }
        return value instanceof String string && strings.contains(string) != negated;
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
        out.append(negated ? " NOT IN (" : " IN (");
        String separator = "";
        for (String string : strings) {
            Literal.appendQuoted(out.append(separator), string);
            separator = ", ";
        }
        out.append(')');
    }
}
