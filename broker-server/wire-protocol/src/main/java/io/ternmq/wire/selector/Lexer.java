package io.ternmq.wire.selector;

/** Cuts a selector into tokens, one at a time. Owned by one parser. */
final class Lexer {

    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    /** The next token; {@link TokenKind#END} at the end, again and again. */
    Token next() throws SelectorException {
        while (at < text.length() && isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return new Token(TokenKind.END, at, "");
        }
        int c = text.codePointAt(at);
        if (Character.isJavaIdentifierStart(c)) {
            return word();
        }
        if (c == '\'') {
            return string();
        }
        if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
            return number();
        }
        return symbol(c);
    }

    SelectorException error(int position, String reason) {
        return new SelectorException(position, reason, text);
    }

    private Token word() {
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        String word = text.substring(start, at);
        return new Token(TokenKind.ofWord(word), start, word);
    }

    private Token string() throws SelectorException {
        int start = at;
        int end = start;
        do {
            end = text.indexOf('\'', end + 1);
            if (end < 0) {
                throw error(start, "this string has no closing quote");
            }
            end++;
        } while (end < text.length() && text.charAt(end) == '\'');
        at = end;
        return new Token(TokenKind.STRING, start, text.substring(start + 1, end - 1).replace("''", "'"));
    }

    // Takes whatever hangs together as a number might; NumericLiteral judges it, so that "12abc" is one error and not two tokens.
    private Token number() {
        int start = at;
        boolean hex = text.regionMatches(true, start, "0x", 0, 2);
        while (at < text.length()) {
            int c = text.codePointAt(at);
            boolean exponentSign = (c == '+' || c == '-') && isExponentMark(text.charAt(at - 1), hex) && at > start;
            if (!exponentSign && c != '.' && !Character.isJavaIdentifierPart(c)) {
                break;
            }
            at += Character.charCount(c);
        }
        return new Token(TokenKind.NUMBER, start, text.substring(start, at));
    }

    private Token symbol(int c) throws SelectorException {
        int start = at;
        char following = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        TokenKind kind = switch (c) {
            case '=' -> TokenKind.EQUAL;
            case '<' -> following == '>' ? TokenKind.NOT_EQUAL : following == '=' ? TokenKind.LESS_OR_EQUAL : TokenKind.LESS;
            case '>' -> following == '=' ? TokenKind.GREATER_OR_EQUAL : TokenKind.GREATER;
            case '+' -> TokenKind.PLUS;
            case '-' -> TokenKind.MINUS;
            case '*' -> TokenKind.TIMES;
            case '/' -> TokenKind.DIVIDED_BY;
            case '(' -> TokenKind.LEFT_BRACKET;
            case ')' -> TokenKind.RIGHT_BRACKET;
            case ',' -> TokenKind.COMMA;
            case '"' -> throw error(start, "strings are written in single quotes, not in \"");
            case '!' -> throw error(start, "unexpected !; \"not equal\" is written <>");
            default -> throw error(start, "unexpected character " + characterName(c));
        };
        boolean isDouble = kind == TokenKind.NOT_EQUAL || kind == TokenKind.LESS_OR_EQUAL || kind == TokenKind.GREATER_OR_EQUAL;
        at += isDouble ? 2 : 1;
        return new Token(kind, start, text.substring(start, at));
    }

    private static String characterName(int c) {
        String codePoint = String.format("U+%04X", c);
        return c > ' ' && c < 0x7f ? (char) c + " (" + codePoint + ")" : codePoint;
    }

    private static boolean isExponentMark(char c, boolean hex) {
        return hex ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    // Java's white space (JLS §3.6), as the specification says; a no-break space is none.
    private static boolean isWhitespace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }
}
