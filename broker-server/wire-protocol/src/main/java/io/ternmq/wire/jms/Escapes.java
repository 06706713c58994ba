package io.ternmq.wire.jms;

/**
 * Escaping of text inside blocks. A backslash starts an escape: {@code \\}, {@code \s} for {@code ;}, {@code \e} for {@code =},
 * {@code \0 \1 \2} for the characters U+0000 to U+0002, and {@code \}{@code uXXXX} for a surrogate without its partner, which
 * UTF-8 cannot carry.
 */
final class Escapes {
    private Escapes() {
    }

    static void escape(String text, StringBuilder out) {
        int plain = plainLength(text);
        out.append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case ';' -> out.append("\\s");
                case '=' -> out.append("\\e");
                case '\u0000' -> out.append("\\0");
                case '\u0001' -> out.append("\\1");
                case '\u0002' -> out.append("\\2");
                default -> {
                    if (Character.isSurrogate(c) && !isPaired(text, i)) {
                        out.append("\\u").append(String.format("%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }

    // Nearly every text is plain to its end, and goes over in one copy.
    private static int plainLength(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= '\u0002' || c == '\\' || c == ';' || c == '=' || Character.isSurrogate(c)) {
                return i;
            }
        }
        return text.length();
    }

    static boolean isPaired(String text, int index) {
        char c = text.charAt(index);
        return Character.isHighSurrogate(c)
            ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
            : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }

    static String unescape(String text) {
        int backslash = text.indexOf('\\');
        if (backslash < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (backslash >= 0) {
            out.append(text, from, backslash);
            from = appendEscape(text, backslash, out);
            backslash = text.indexOf('\\', from);
        }
        return out.append(text, from, text.length()).toString();
    }

    private static int appendEscape(String text, int backslash, StringBuilder out) {
        char kind = backslash + 1 < text.length() ? text.charAt(backslash + 1) : '?';
        switch (kind) {
            case '\\' -> out.append('\\');
            case 's' -> out.append(';');
            case 'e' -> out.append('=');
            case '0' -> out.append('\u0000');
            case '1' -> out.append('\u0001');
            case '2' -> out.append('\u0002');
            case 'u' -> {
                out.append(hexChar(text, backslash + 2));
                return backslash + 6;
            }
            default -> throw new BadBlockException("escape \\" + kind + " at " + backslash + " (expected: \\\\ \\s \\e \\0 \\1 \\2 \\u)");
        }
        return backslash + 2;
    }

    private static char hexChar(String text, int from) {
        try {
            return (char) Integer.parseInt(text.substring(from, from + 4), 16);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new BadBlockException("escape \\u at " + (from - 2) + " (expected: four hex digits)", e);
        }
    }
}
