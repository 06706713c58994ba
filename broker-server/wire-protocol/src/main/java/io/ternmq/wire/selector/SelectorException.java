package io.ternmq.wire.selector;

import java.io.Serial;

/** A text is no selector, or none that can be evaluated. Says where and why; the client maps it to InvalidSelectorException. */
public final class SelectorException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int EXCERPT_REACH = 40;

    private final int position;
    private final String reason;
    private final String text;

    /**
     * @param position index of the offending character in {@code text}, from 0; the text's length when it ends too early
     * @param reason what is wrong and what was expected
     * @param text the whole selector as it was given
     */
    public SelectorException(int position, String reason, String text) {
        super(reason + " (position " + position + " of the selector: " + excerpt(text, position) + ")");
        this.position = position;
        this.reason = reason;
        this.text = text;
    }

    /** Index of the offending character in {@link #text()}, from 0; may be the text's length. */
    public int position() {
        return position;
    }

    /** What is wrong and what was expected, without the place. */
    public String reason() {
        return reason;
    }

    /** The whole selector as it was given. */
    public String text() {
        return text;
    }

    // A selector may be long and hold anything: the message shows the neighbourhood only, on one line.
    private static String excerpt(String text, int position) {
        int from = Math.max(0, position - EXCERPT_REACH);
        int to = Math.min(text.length(), position + EXCERPT_REACH);
        StringBuilder out = new StringBuilder(from > 0 ? "..." : "");
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) ? ' ' : c);
        }
        return out.append(to < text.length() ? "..." : "").toString();
    }
}
