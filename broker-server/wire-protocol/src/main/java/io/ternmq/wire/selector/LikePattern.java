package io.ternmq.wire.selector;

import java.util.Arrays;

/**
 * A LIKE pattern, ready to match. Equal to every pattern with the same meaning up to the choice of the escape character and
 * repeated {@code %}. Immutable.
 */
final class LikePattern {

    private static final int ONE = -1;
    private static final int MANY = -2;
    private static final char CANONICAL_ESCAPE = '\\';

    private final int[] steps;

    private LikePattern(int[] steps) {
        this.steps = steps;
    }

    /**
     * @param escape the code point that takes {@code _}, {@code %} or itself literally, or null
     * @return null when the escape character stands before another character or at the end
     */
    static LikePattern of(String pattern, Integer escape) {
        int[] characters = pattern.codePoints().toArray();
        int[] steps = new int[characters.length];
        int count = 0;
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (escape != null && c == escape) {
                if (++i == characters.length || !isSpecial(characters[i], escape)) {
                    return null;
                }
                steps[count++] = characters[i];
            } else if (c != '%') {
                steps[count++] = c == '_' ? ONE : c;
            } else if (count == 0 || steps[count - 1] != MANY) {
                steps[count++] = MANY;
            }
        }
        return new LikePattern(Arrays.copyOf(steps, count));
    }

    private static boolean isSpecial(int c, int escape) {
        return c == '_' || c == '%' || c == escape;
    }

    /**
     * Whether the whole text matches. On a mismatch only the latest {@code %} is widened, which is enough: earlier ones already
     * took the shortest text. So the effort is at most text times pattern, and close to the text's length for usual patterns.
     */
    boolean matches(String text) {
        int step = 0;
        int at = 0;
        int stepAfterMany = -1;
        int widenedTo = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (step < steps.length && steps[step] == MANY) {
                stepAfterMany = ++step;
                if (stepAfterMany == steps.length) {
                    return true;
                }
                widenedTo = at;
            } else if (step < steps.length && (steps[step] == ONE || steps[step] == c)) {
                step++;
                at += Character.charCount(c);
            } else if (stepAfterMany >= 0) {
                step = stepAfterMany;
                widenedTo += Character.charCount(text.codePointAt(widenedTo));
                at = widenedTo;
            } else {
                return false;
            }
        }
        return step == steps.length || step == steps.length - 1 && steps[step] == MANY;
    }

    /** Appends the pattern as a literal, with an ESCAPE clause when it takes {@code _} or {@code %} literally. */
    void appendTo(StringBuilder out) {
        boolean escapes = false;
        for (int step : steps) {
            escapes |= step == '_' || step == '%';
        }
        StringBuilder pattern = new StringBuilder(steps.length + 2);
        for (int step : steps) {
            if (step < 0) {
                pattern.append(step == ONE ? '_' : '%');
            } else {
                if (escapes && isSpecial(step, CANONICAL_ESCAPE)) {
                    pattern.append(CANONICAL_ESCAPE);
                }
                pattern.appendCodePoint(step);
            }
        }
        Literal.appendQuoted(out, pattern.toString());
        if (escapes) {
            out.append(" ESCAPE '").append(CANONICAL_ESCAPE).append('\'');
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LikePattern that && Arrays.equals(steps, that.steps);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(steps);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        appendTo(out);
        return out.toString();
    }
}
