package io.ternmq.wire.selector;

/** The types Java's numeric promotion ends in, narrowest first. Bytes and shorts are promoted to int. */
enum NumericType {
    INT,
    LONG,
    FLOAT,
    DOUBLE;

    static NumericType of(Number number) {
        if (number instanceof Long) {
            return LONG;
        }
        if (number instanceof Double) {
            return DOUBLE;
        }
        return number instanceof Float ? FLOAT : INT;
    }

    /** Binary numeric promotion (JLS §5.6): the type both operands are converted to. */
    static NumericType promoted(Number left, Number right) {
        NumericType leftType = of(left);
        NumericType rightType = of(right);
        return leftType.compareTo(rightType) >= 0 ? leftType : rightType;
    }

    static Number negate(Number number) {
        return switch (of(number)) {
            case INT -> -number.intValue();
            case LONG -> -number.longValue();
            case FLOAT -> -number.floatValue();
            case DOUBLE -> -number.doubleValue();
        };
    }
}
