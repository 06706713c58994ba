package io.ternmq.wire.selector;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A message selector of Jakarta Messaging 3.1 (§3.8.1), parsed and checked. Immutable; any thread may evaluate it.
 *
 * <p>Two selectors are equal when they have the same {@linkplain #canonical() normal form}.
 */
public final class Selector {

    /** Longest selector, as given and in its normal form, in UTF-16 characters. */
    public static final int MAX_LENGTH_CHARS = 65_536;

    private final Expression expression;
    private final String canonical;
    private final Set<String> jmsTypes; // null: selects by more than JMSType

    private Selector(Expression expression, String canonical) {
        this.expression = expression;
        this.canonical = canonical;
        Set<String> types = new TreeSet<>();
        this.jmsTypes = collectJmsTypes(expression, types) ? Collections.unmodifiableSet(types) : null;
    }

    /**
     * Parses a selector.
     *
     * @param text not null; an empty text is no selector, see {@link #parseIfPresent}
     * @throws SelectorException when the text is malformed, compares what can never be compared, or exceeds the limits on length
     *     and nesting; nothing else is thrown whatever the text
     */
    public static Selector parse(String text) throws SelectorException {
        requireNonNull(text, "text");
        requireLength(text.length(), text, "");
        Expression expression = new Parser(text).parse();
        StringBuilder canonical = new StringBuilder(text.length());
        expression.appendTo(canonical);
        // So that the normal form, which is what gets stored, can always be parsed again.
        requireLength(canonical.length(), text, " in its normal form");
        return new Selector(expression, canonical.toString());
    }

    /** As {@link #parse}, where a null, empty or blank text means "no selector", i.e. every message (Messaging §3.8.1.1). */
    public static Optional<Selector> parseIfPresent(String textOrNull) throws SelectorException {
        return textOrNull == null || textOrNull.isBlank() ? Optional.empty() : Optional.of(parse(textOrNull));
    }

    private static void requireLength(int length, String text, String form) throws SelectorException {
        if (length > MAX_LENGTH_CHARS) {
            String reason = "too long" + form + ": " + length + " characters (expected: <= " + MAX_LENGTH_CHARS + ")";
            throw new SelectorException(Math.min(text.length(), MAX_LENGTH_CHARS), reason, text);
        }
    }

    /** Whether the selector is true of the message; false when it is false or unknown. */
    public boolean matches(PropertySource message) {
        return Boolean.TRUE.equals(expression.evaluate(message));
    }

    /**
     * The selector in normal form: a selector again, with the same meaning. White space, case of keywords, needless brackets, the
     * way numbers and escapes are written and the order within IN do not show in it; the order of operands does.
     */
    public String canonical() {
        return canonical;
    }

    /**
     * The values of {@code JMSType} selected, when the selector looks at nothing else: {@code JMSType = 'x'},
     * {@code JMSType IN (...)} or an OR of those. A broker can then select by tag. Unmodifiable, sorted.
     */
    public Optional<Set<String>> jmsTypesOnly() {
        return Optional.ofNullable(jmsTypes);
    }

    /**
     * The selector in RocketMQ's SQL92, where the whole of it can be said: that selects all that this one does, and maybe more.
     *
     * @param isCopied whether the broker sees an application property of that name as text
     * @param isTag    whether the broker sees a JMSType of that value as tag
     */
    public Optional<String> sql92(Predicate<String> isCopied, Predicate<String> isTag) {
        return Optional.ofNullable(new Sql92(isCopied, isTag).of(expression));
    }

    private static boolean collectJmsTypes(Expression expression, Set<String> types) {
        if (expression instanceof Logical or && or.operator() == LogicalOperator.OR) {
            return or.operands().stream().allMatch(operand -> collectJmsTypes(operand, types));
        }
        if (expression instanceof In in && !in.negated() && isJmsType(in.operand())) {
            types.addAll(in.strings());
            return true;
        }
        return expression instanceof Comparison comparison && comparison.operator() == ComparisonOperator.EQUAL
            && (collectJmsType(comparison.left(), comparison.right(), types)
                || collectJmsType(comparison.right(), comparison.left(), types));
    }

    private static boolean collectJmsType(Expression name, Expression value, Set<String> types) {
        if (isJmsType(name) && value instanceof Literal literal && literal.value() instanceof String type) {
            types.add(type);
            return true;
        }
        return false;
    }

    private static boolean isJmsType(Expression expression) {
        return expression instanceof Identifier identifier && identifier.name().equals(Identifier.JMS_TYPE);
    }

    /** The tree, for tests. */
    Expression expression() {
        return expression;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Selector that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    /** The normal form. */
    @Override
    public String toString() {
        return canonical;
    }
}
