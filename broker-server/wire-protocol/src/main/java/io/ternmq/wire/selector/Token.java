package io.ternmq.wire.selector;

/**
 * A word, symbol or literal.
 *
 * @param position index of the first character
 * @param text the string's value without quotes; for other kinds as written
 */
record Token(TokenKind kind, int position, String text) {

    private static final int LONGEST_SHOWN = 32;

    /** How an error message names the token. */
    String description() {
        if (kind == TokenKind.END) {
            return "the end";
        }
        String shown = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
        if (kind == TokenKind.STRING) {
            return "the string '" + shown + "'";
        }
        return kind.isReservedWord() ? "the reserved word " + shown : shown;
    }
}
