package io.ternmq.wire.selector;

/** AND and OR in three-valued logic (Messaging tables 3-4 and 3-5); null is unknown. */
enum LogicalOperator {
    AND(TokenKind.AND, Precedence.AND, false),
    OR(TokenKind.OR, Precedence.OR, true);

    private final TokenKind token;
    private final Precedence precedence;
    private final boolean decisive;

    LogicalOperator(TokenKind token, Precedence precedence, boolean decisive) {
        this.token = token;
        this.precedence = precedence;
        this.decisive = decisive;
    }

    TokenKind token() {
        return token;
    }

    Precedence precedence() {
        return precedence;
    }

    /** The value that decides the whole, whatever the other operands are: false for AND, true for OR. */
    boolean decisive() {
        return decisive;
    }

    Boolean combine(Boolean left, Boolean right) {
        if (left != null && left == decisive || right != null && right == decisive) {
            return decisive;
        }
        return left == null || right == null ? null : Boolean.valueOf(!decisive);
    }
}
