package io.ternmq.wire.selector;

/** The six comparisons. */
enum ComparisonOperator {
    EQUAL("=", TokenKind.EQUAL),
    NOT_EQUAL("<>", TokenKind.NOT_EQUAL),
    LESS("<", TokenKind.LESS),
    LESS_OR_EQUAL("<=", TokenKind.LESS_OR_EQUAL),
    GREATER(">", TokenKind.GREATER),
    GREATER_OR_EQUAL(">=", TokenKind.GREATER_OR_EQUAL);

    private final String symbol;
    private final TokenKind token;

    ComparisonOperator(String symbol, TokenKind token) {
        this.symbol = symbol;
        this.token = token;
    }

    String symbol() {
        return symbol;
    }

    /** The operator a token stands for, or null. */
    static ComparisonOperator of(TokenKind token) {
        for (ComparisonOperator operator : OPERATORS) {
            if (operator.token == token) {
                return operator;
            }
        }
        return null;
    }

    /** Whether the operator needs an order; only numbers have one. */
    boolean isOrdering() {
        return this != EQUAL && this != NOT_EQUAL;
    }

    /** Unknown (null) when a value is NULL, false when the types are unlike or have no order. */
    Boolean compare(Object left, Object right) {
        if (left == null || right == null) {
            return null;
        }
        if (left instanceof Number leftNumber && right instanceof Number rightNumber) {
            return compareNumbers(leftNumber, rightNumber);
        }
        boolean comparable = !isOrdering()
            && (left instanceof String && right instanceof String || left instanceof Boolean && right instanceof Boolean);
        return comparable && left.equals(right) == (this == EQUAL);
    }

    private boolean compareNumbers(Number left, Number right) {
        return switch (NumericType.promoted(left, right)) {
            case INT, LONG -> test(Long.compare(left.longValue(), right.longValue()));
            case FLOAT -> test(left.floatValue(), right.floatValue());
            case DOUBLE -> test(left.doubleValue(), right.doubleValue());
        };
    }

    private boolean test(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    // Not by Double.compare: Java's operators hold 0.0 and -0.0 equal and NaN unordered. Floats widen without loss.
    private boolean test(double left, double right) {
        return switch (this) {
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
        };
    }

    private static final ComparisonOperator[] OPERATORS = values();
}
