package io.ternmq.wire.selector;

/** The kinds of tokens: words reserved by the language, symbols, and what carries a text of its own. */
enum TokenKind {
    NULL,
    TRUE,
    FALSE,
    NOT,
    AND,
    OR,
    BETWEEN,
    LIKE,
    IN,
    IS,
    ESCAPE,

    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    PLUS,
    MINUS,
    TIMES,
    DIVIDED_BY,
    LEFT_BRACKET,
    RIGHT_BRACKET,
    COMMA,

    IDENTIFIER,
    STRING,
    NUMBER,
    END;

    private static final TokenKind[] KINDS = values();

    boolean isReservedWord() {
        return compareTo(ESCAPE) <= 0;
    }

    /** The reserved word {@code text} spells in whatever case, else {@link #IDENTIFIER}. */
    static TokenKind ofWord(String text) {
        for (int i = 0; i <= ESCAPE.ordinal(); i++) {
            if (isSameInAscii(KINDS[i].name(), text)) {
                return KINDS[i];
            }
        }
        return IDENTIFIER;
    }

    // Not equalsIgnoreCase: Unicode folds the dotless i and the Kelvin sign onto ASCII letters, yet they are identifiers here.
    private static boolean isSameInAscii(String upperCase, String text) {
        if (upperCase.length() != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) != upperCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
