package io.ternmq.wire.selector;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Selectors in RocketMQ's SQL92 (PROTOCOL §7), which sees properties as text and converts them to the type of what they are compared
 * with. What it selects is all that the selector selects, and maybe more: a text that reads as a number, where JMS asks for a number.
 *
 * <p>A text that cannot be converted fails the whole expression. So numbers and truth values may be compared only where the whole
 * selector is not true without them: at the top, joined by AND.
 */
final class Sql92 {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
    private static final Set<String> KEYWORDS = Set.of("CONTAINS", "STARTSWITH", "ENDSWITH");
    private static final String TAGS = "TAGS";

    private final Predicate<String> isCopied;
    private final Predicate<String> isTag;

    /** See {@link Selector#sql92}. */
    Sql92(Predicate<String> isCopied, Predicate<String> isTag) {
        this.isCopied = isCopied;
        this.isTag = isTag;
    }

    /** The expression as SQL92; null when it has none. */
    String of(Expression expression) {
        return of(expression, true);
    }

    private String of(Expression expression, boolean isConjunct) {
        if (expression instanceof Logical logical) {
            return join(logical, isConjunct && logical.operator() == LogicalOperator.AND);
        } else if (expression instanceof Comparison comparison) {
            return comparison(comparison, isConjunct);
        } else if (expression instanceof Between between && !between.negated() && isConjunct) {
            return between(between);
        } else if (expression instanceof In in) {
            return in(in);
        } else if (expression instanceof NullTest test && name(test.operand()) != null) {
            return name(test.operand()) + (test.negated() ? " IS NOT NULL" : " IS NULL");
        } else if (expression instanceof Identifier condition && isConjunct && name(condition) != null) {
            return name(condition) + " = TRUE";
        }
        return null;
    }

    private String join(Logical logical, boolean isConjunct) {
        StringBuilder out = new StringBuilder();
        for (Expression operand : logical.operands()) {
            String part = of(operand, isConjunct);
            if (part == null) {
                return null;
            }
            out.append(out.length() == 0 ? "" : " " + logical.operator().name() + " ").append('(').append(part).append(')');
        }
        return out.toString();
    }

    private String comparison(Comparison comparison, boolean isConjunct) {
        if (comparison.left() instanceof Identifier left && comparison.right() instanceof Literal right) {
            return comparison(left, comparison.operator(), right, isConjunct);
        } else if (comparison.right() instanceof Identifier right && comparison.left() instanceof Literal left) {
            return comparison(right, turned(comparison.operator()), left, isConjunct);
        }
        return null;
    }

    private static ComparisonOperator turned(ComparisonOperator operator) {
        return switch (operator) {
            case LESS -> ComparisonOperator.GREATER;
            case LESS_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
            case GREATER -> ComparisonOperator.LESS;
            case GREATER_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
            case EQUAL, NOT_EQUAL -> operator;
        };
    }

    private String comparison(Identifier identifier, ComparisonOperator operator, Literal literal, boolean isConjunct) {
        if (identifier.name().equals(Identifier.JMS_TYPE)) {
            return operator == ComparisonOperator.EQUAL && isTag.test((String) literal.value()) ? TAGS + " = " + quoted(literal.value())
                : null;
        }
        String name = name(identifier);
        if (name == null) {
            return null;
        } else if (literal.value() instanceof String text) {
            return isText(text) ? name + " " + operator.symbol() + " " + quoted(text) : null;
        } else if (!isConjunct) {
            return null;
        } else if (literal.value() instanceof Boolean truth) {
            return name + " = " + (truth == (operator == ComparisonOperator.EQUAL) ? "TRUE" : "FALSE");
        }
        String number = number((Number) literal.value());
        return number == null ? null : name + " " + operator.symbol() + " " + number;
    }

    private String between(Between between) {
        String name = between.operand() instanceof Identifier operand ? name(operand) : null;
        String low = between.low() instanceof Literal literal && literal.value() instanceof Number number ? number(number) : null;
        String high = between.high() instanceof Literal literal && literal.value() instanceof Number number ? number(number) : null;
        return name == null || low == null || high == null ? null
            : "(" + name + " >= " + low + ") AND (" + name + " <= " + high + ")";
    }

    private String in(In in) {
        boolean isType = in.operand().name().equals(Identifier.JMS_TYPE);
        String name = isType && !in.negated() && in.strings().stream().allMatch(isTag) ? TAGS : name(in.operand());
        if (name == null || !in.strings().stream().allMatch(Sql92::isText)) {
            return null;
        }
        return name + (in.negated() ? " NOT IN (" : " IN (") + String.join(", ", in.strings().stream().map(Sql92::quoted).toList()) + ")";
    }

    /** The name of a property that the broker sees and can name; null for others, and for header fields. */
    private String name(Identifier identifier) {
        String name = identifier.name();
        boolean isNameable = NAME.matcher(name).matches() && !KEYWORDS.contains(name.toUpperCase(Locale.ROOT));
        return isNameable && !name.startsWith("JMS") && isCopied.test(name) ? name : null;
    }

    /**
     * The number with a point, so that it compares as a double. Those that a float has exactly compare with a property's text as with
     * the property itself, whatever its type; null for others.
     */
    private static String number(Number number) {
        double value = number.doubleValue();
        if (value != (float) value || Math.abs(value) > 1 << 24) {
            return null;
        }
        String plain = new BigDecimal(value).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static boolean isText(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    private static String quoted(Object text) {
        return "'" + text.toString().replace("'", "''") + "'";
    }
}
