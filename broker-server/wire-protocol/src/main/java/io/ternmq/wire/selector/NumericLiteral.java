package io.ternmq.wire.selector;

/**
 * Reads numbers as Java writes them (JLS §3.10.1, §3.10.2): underscores between digits; exact literals of 64 bits in decimal or
 * after {@code 0x}, {@code 0} or {@code 0b}, with an optional {@code L}; decimal and hexadecimal approximate literals with an
 * optional {@code d} or {@code f}. Differs in that exact literals are longs even without {@code L}.
 */
final class NumericLiteral {

    private static final String OUT_OF_RANGE = " is out of the range of ";

    private final String text;
    private final String lowerCase;

    private NumericLiteral(String text) {
        this.text = text;
        this.lowerCase = lowerCaseInAscii(text);
    }

    /**
     * The number as a Long, Double or Float.
     *
     * @param negative whether a minus stands before it: only then {@code 9223372036854775808} is in range
     * @throws NumberFormatException with a message for the user
     */
    static Number parse(String text, boolean negative) {
        NumericLiteral literal = new NumericLiteral(text);
        Number number = literal.isApproximate() ? literal.approximate() : (Number) literal.exact(negative);
        return negative && !(number instanceof Long) ? NumericType.negate(number) : number;
    }

    private boolean isHex() {
        return lowerCase.startsWith("0x");
    }

    private boolean isApproximate() {
        return lowerCase.indexOf('.') >= 0
            || (isHex() ? lowerCase.indexOf('p') >= 0 : lowerCase.indexOf('e') >= 0 || hasFloatingSuffix());
    }

    private boolean hasFloatingSuffix() {
        return lowerCase.endsWith("f") || lowerCase.endsWith("d");
    }

    private Long exact(boolean negative) {
        int start = 0;
        int radix = 10;
        if (isHex() || lowerCase.startsWith("0b")) {
            start = 2;
            radix = isHex() ? 16 : 2;
        }
        int end = lowerCase.length() - (lowerCase.endsWith("l") ? 1 : 0);
        if (start == 0 && end > 1 && lowerCase.charAt(0) == '0') {
            radix = 8;
        }
        String digits = digits(start, end, radix);
        try {
            if (radix == 10) {
                return Long.valueOf(negative ? "-" + digits : digits);
            }
            long bits = Long.parseUnsignedLong(digits, radix);
            return negative ? -bits : bits;
        } catch (NumberFormatException e) {
            throw refusal(OUT_OF_RANGE + "exact numbers (64 bits)", e);
        }
    }

    private Number approximate() {
        boolean hex = isHex();
        int end = lowerCase.length() - (hasFloatingSuffix() ? 1 : 0);
        int mantissaStart = hex ? 2 : 0;
        int mark = lowerCase.indexOf(hex ? 'p' : 'e');
        if (hex && mark < 0) {
            throw refusal(" is not a number: a hexadecimal fraction needs an exponent, as in 0x1.8p0", null);
        }
        int mantissaEnd = mark < 0 ? end : mark;
        String mantissa = mantissa(mantissaStart, mantissaEnd, hex ? 16 : 10);
        String exponent = mark < 0 ? "" : lowerCase.charAt(mark) + exponent(mark + 1, end);
        String plain = (hex ? "0x" : "") + mantissa + exponent;
        Number number = lowerCase.endsWith("f") ? (Number) Float.valueOf(plain) : (Number) Double.valueOf(plain);
        // As javac: neither rounded to infinity nor to zero.
        boolean isZero = mantissa.chars().allMatch(c -> c == '0' || c == '.');
        if (Double.isInfinite(number.doubleValue()) || number.doubleValue() == 0 && !isZero) {
            throw refusal(OUT_OF_RANGE + (number instanceof Float ? "float" : "double"), null);
        }
        return number;
    }

    private String mantissa(int start, int end, int radix) {
        int point = lowerCase.indexOf('.');
        if (point < 0) {
            return digits(start, end, radix);
        }
        if (point > end || end - start < 2) {
            throw malformed();
        }
        String whole = point == start ? "" : digits(start, point, radix);
        return whole + '.' + (point + 1 == end ? "" : digits(point + 1, end, radix));
    }

    private String exponent(int start, int end) {
        boolean signed = start < end && (lowerCase.charAt(start) == '+' || lowerCase.charAt(start) == '-');
        return (signed ? lowerCase.substring(start, start + 1) : "") + digits(signed ? start + 1 : start, end, 10);
    }

    /** The digits without underscores, which may stand only between two digits. */
    private String digits(int start, int end, int radix) {
        if (start >= end || lowerCase.charAt(start) == '_' || lowerCase.charAt(end - 1) == '_') {
            throw malformed();
        }
        StringBuilder digits = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = lowerCase.charAt(i);
            if (c < 0x80 && Character.digit(c, radix) >= 0) {
                digits.append(c);
            } else if (c != '_') {
                throw malformed();
            }
        }
        return digits.toString();
    }

    private NumberFormatException malformed() {
        return refusal(" is not a number", null);
    }

    private NumberFormatException refusal(String reason, NumberFormatException cause) {
        NumberFormatException refusal = new NumberFormatException(new Token(TokenKind.NUMBER, 0, text).description() + reason);
        if (cause != null) {
            refusal.initCause(cause);
        }
        return refusal;
    }

    private static String lowerCaseInAscii(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                out.setCharAt(i, (char) (c - 'A' + 'a'));
            }
        }
        return out.toString();
    }
}
