package io.ternmq.wire.selector;

/** How tightly an expression binds, loosest first; decides where the canonical text needs brackets. */
enum Precedence {
    OR,
    AND,
    NOT,
    PREDICATE,
    SUM,
    PRODUCT,
    SIGN,
    PRIMARY;

    private static final Precedence[] LEVELS = values();

    /** The precedence of the operator a token is between or after operands; null when it is none. */
    static Precedence ofOperator(TokenKind token) {
        return switch (token) {
            case OR -> OR;
            case AND -> AND;
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IS, NOT, BETWEEN, IN, LIKE -> PREDICATE;
            case PLUS, MINUS -> SUM;
            case TIMES, DIVIDED_BY -> PRODUCT;
            default -> null;
        };
    }

    /** The next tighter level; there is none for {@link #PRIMARY}. */
    Precedence tighter() {
        return LEVELS[ordinal() + 1];
    }

    /** Appends {@code operand}, in brackets when it binds looser than this. */
    void append(StringBuilder out, Expression operand) {
        if (operand.precedence().compareTo(this) >= 0) {
            operand.appendTo(out);
        } else {
            operand.appendTo(out.append('('));
            out.append(')');
        }
    }
}
