package io.ternmq.wire.selector;

/** The four binary operations on numbers, after Java's numeric promotion. */
enum ArithmeticOperator {
    ADD('+', Precedence.SUM, TokenKind.PLUS) {
        @Override
        long apply(long left, long right) {
            return left + right;
        }

        @Override
        double apply(double left, double right) {
            return left + right;
        }
    },
    SUBTRACT('-', Precedence.SUM, TokenKind.MINUS) {
        @Override
        long apply(long left, long right) {
            return left - right;
        }

        @Override
        double apply(double left, double right) {
            return left - right;
        }
    },
    MULTIPLY('*', Precedence.PRODUCT, TokenKind.TIMES) {
        @Override
        long apply(long left, long right) {
            return left * right;
        }

        @Override
        double apply(double left, double right) {
            return left * right;
        }
    },
    DIVIDE('/', Precedence.PRODUCT, TokenKind.DIVIDED_BY) {
        @Override
        long apply(long left, long right) {
            return left / right;
        }

        @Override
        double apply(double left, double right) {
            return left / right;
        }
    };

    private final char symbol;
    private final Precedence precedence;
    private final TokenKind token;

    ArithmeticOperator(char symbol, Precedence precedence, TokenKind token) {
        this.symbol = symbol;
        this.precedence = precedence;
        this.token = token;
    }

    char symbol() {
        return symbol;
    }

    Precedence precedence() {
        return precedence;
    }

    abstract long apply(long left, long right);

    abstract double apply(double left, double right);

    static ArithmeticOperator of(TokenKind token) {
        for (ArithmeticOperator operator : OPERATORS) {
            if (operator.token == token) {
                return operator;
            }
        }
        throw new IllegalArgumentException("token: " + token + " (expected: + - * /)");
    }

    /**
     * The result in the promoted type, or null (NULL) for an exact division by zero.
     *
     * <p>Computing ints as longs and floats as doubles and narrowing afterwards gives the bits Java's own int and float
     * operations give: the wider sum, difference and product wrap to the same int, and a double has more than twice a float's
     * precision, so that rounding twice equals rounding once.
     */
    Number apply(Number left, Number right) {
        NumericType type = NumericType.promoted(left, right);
        return switch (type) {
            case INT, LONG -> {
                long divisor = right.longValue();
                if (this == DIVIDE && divisor == 0) {
                    yield null;
                }
                long result = apply(left.longValue(), divisor);
                yield type == NumericType.LONG ? (Number) result : (Number) (int) result;
            }
            case FLOAT -> (float) apply((double) left.floatValue(), (double) right.floatValue());
            case DOUBLE -> apply(left.doubleValue(), right.doubleValue());
        };
    }

    private static final ArithmeticOperator[] OPERATORS = values();
}
