package io.ternmq.wire.frame;

import java.nio.charset.StandardCharsets;

/**
 * Reads a JSON header from an array that it owns, and hands the array on to the fields: strings are unescaped in place and become
 * Strings only when asked for. Tolerates what fastjson does (PROTOCOL §1.2: white space, single quotes, bare names, trailing
 * commas) and skips what it does not know, at any depth, without recursion. Used for one header.
 */
final class JsonHeaderReader {
    private static final byte[] HEX_DIGITS = new byte[128];

    static {
        for (int c = 0; c < HEX_DIGITS.length; c++) {
            HEX_DIGITS[c] = (byte) Character.digit(c, 16);
        }
    }

    private final byte[] in;
    private final Frame frame;
    private int at;
    // The last string, bare word or nested text that was read: in[start, end)
    private int start;
    private int end;

    private JsonHeaderReader(byte[] header, Frame frame) {
        this.in = header;
        this.frame = frame;
    }

    static void read(byte[] header, Frame frame) throws BadFrameException {
        frame.fields().backing(header);
        new JsonHeaderReader(header, frame).readHeader();
    }

    private void readHeader() throws BadFrameException {
        expect('{');
        while (nextKey()) {
            readHeaderValue(KnownKeys.of(in, start, end - start));
        }
    }

    private void readHeaderValue(String key) throws BadFrameException {
        switch (key) {
            case "code" -> frame.code(intValue(key));
            case "flag" -> frame.flags(intValue(key));
            case "opaque" -> frame.opaque(intValue(key));
            case "version" -> frame.version(intValue(key));
            case "language" -> frame.language(readValue() ? Language.idOf(in, start, end - start) : Language.OTHER);
            case "remark" -> frame.remark(readValue() ? text() : null);
            case "extFields" -> readFields();
            default -> readValue();
        }
    }

    private void readFields() throws BadFrameException {
        if (peek() != '{') {
            if (readValue()) {
                throw bad("extFields", "an object");
            }
            return;
        }
        at++;
        HeaderFields fields = frame.fields();
        while (nextKey()) {
            String key = KnownKeys.of(in, start, end - start);
            if (readValue()) {
                fields.putSpan(key, start, end - start);
            }
        }
    }

    /** Reads up to the value of the next member; false at the end of the object. */
    private boolean nextKey() throws BadFrameException {
        int c = peek();
        while (c == ',') {
            at++;
            c = peek();
        }
        if (c == '}') {
            at++;
            return false;
        }
        if (c == '"' || c == '\'') {
            readString();
        } else {
            readBareWord();
        }
        expect(':');
        return true;
    }

    /** Reads any value into [start, end); false when it is null. */
    private boolean readValue() throws BadFrameException {
        int c = peek();
        if (c == '"' || c == '\'') {
            readString();
            return true;
        }
        if (c == '{' || c == '[') {
            readNested();
            return true;
        }
        readBareWord();
        return !(end - start == 4 && in[start] == 'n' && in[start + 1] == 'u' && in[start + 2] == 'l' && in[start + 3] == 'l');
    }

    private int intValue(String key) throws BadFrameException {
        if (!readValue()) {
            return 0;
        }
        if (!Decimal.isLong(in, start, end - start)) {
            throw bad(key, "a number");
        }
        long value = Decimal.parse(in, start, end - start);
        if (value != (int) value) {
            throw bad(key, "a 32-bit number");
        }
        return (int) value;
    }

    private void readBareWord() throws BadFrameException {
        start = at;
        while (at < in.length && !isDelimiter(in[at])) {
            at++;
        }
        end = at;
        if (start == end) {
            throw unexpected("a name or a value");
        }
    }

    /** Takes an object or array as it stands, brackets included. */
    private void readNested() throws BadFrameException {
        int from = at;
        int depth = 0;
        do {
            int c = peek();
            if (c == '"' || c == '\'') {
                skipString();
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        } while (depth > 0);
        start = from;
        end = at;
    }

    private void skipString() throws BadFrameException {
        byte quote = in[at++];
        while (at < in.length && in[at] != quote) {
            at += in[at] == '\\' ? 2 : 1;
        }
        if (at >= in.length) {
            throw endInString();
        }
        at++;
    }

    private void readString() throws BadFrameException {
        byte quote = in[at];
        start = at + 1;
        int i = ByteScan.quoteOrBackslash(in, start, quote);
        if (i == in.length) {
            throw endInString();
        }
        if (in[i] == quote) {
            end = i;
            at = i + 1;
        } else {
            unescape(quote, i);
        }
    }

    // An escape is never shorter than what it stands for, so the text can be written over itself.
    private void unescape(byte quote, int firstEscape) throws BadFrameException {
        int to = firstEscape;
        int i = firstEscape;
        while (i + 1 < in.length) {
            if (in[i] == quote) {
                end = to;
                at = i + 1;
                return;
            }
            byte escape = in[i + 1];
            at = i + 2;
            if (escape == 'u') {
                to = unescapeUnicode(to);
            } else {
                in[to++] = unescaped(escape);
            }
            i = ByteScan.quoteOrBackslash(in, at, quote);
            System.arraycopy(in, at, in, to, i - at);
            to += i - at;
        }
        if (i < in.length && in[i] == quote) {
            end = to;
            at = i + 1;
            return;
        }
        throw endInString();
    }

    private static BadFrameException endInString() {
        return new BadFrameException("JSON header ends inside a string (expected: a closing quote)");
    }

    private byte unescaped(byte escape) throws BadFrameException {
        return switch (escape) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case '"', '\'', '\\', '/' -> escape;
            // fastjson's short forms of control characters
            case '0', '1', '2', '3', '4', '5', '6', '7' -> (byte) (escape - '0');
            default -> throw new BadFrameException(
                "JSON header has the escape 0x" + Integer.toHexString(escape & 0xFF) + " at byte " + (at - 1)
                    + " (expected: one of \"\\/bfnrtu)");
        };
    }

    private int unescapeUnicode(int to) throws BadFrameException {
        int codePoint = hex4(at);
        at += 4;
        if (Character.isHighSurrogate((char) codePoint) && at + 6 <= in.length && in[at] == '\\' && in[at + 1] == 'u') {
            int low = hex4(at + 2);
            if (Character.isLowSurrogate((char) low)) {
                at += 6;
                return writeUtf8(to, Character.toCodePoint((char) codePoint, (char) low));
            }
        }
        // As Java's own encoder does with half a pair
        return writeUtf8(to, Character.isSurrogate((char) codePoint) ? '?' : codePoint);
    }

    private int hex4(int from) throws BadFrameException {
        if (from + 4 > in.length) {
            throw new BadFrameException("JSON header ends inside a \\u escape (expected: four hexadecimal digits)");
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = in[i] < 0 ? -1 : HEX_DIGITS[in[i]];
            if (digit < 0) {
                throw new BadFrameException(
                    "JSON header has a broken \\u escape at byte " + from + " (expected: four hexadecimal digits)");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private int writeUtf8(int from, int codePoint) {
        int to = from;
        if (codePoint < 0x80) {
            in[to++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            in[to++] = (byte) (0xC0 | codePoint >> 6);
            in[to++] = (byte) (0x80 | codePoint & 0x3F);
        } else {
            if (codePoint < 0x10000) {
                in[to++] = (byte) (0xE0 | codePoint >> 12);
            } else {
                in[to++] = (byte) (0xF0 | codePoint >> 18);
                in[to++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
            }
            in[to++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            in[to++] = (byte) (0x80 | codePoint & 0x3F);
        }
        return to;
    }

    private int peek() throws BadFrameException {
        int i = at;
        while (i < in.length && isSpace(in[i])) {
            i++;
        }
        at = i;
        if (i == in.length) {
            throw new BadFrameException("JSON header ends after " + at + " bytes (expected: a closing brace)");
        }
        return in[i];
    }

    private void expect(char expected) throws BadFrameException {
        if (peek() != expected) {
            throw unexpected("'" + expected + "'");
        }
        at++;
    }

    private String text() {
        return new String(in, start, end - start, StandardCharsets.UTF_8);
    }

    private BadFrameException unexpected(String expected) {
        String found = at < in.length ? "0x" + Integer.toHexString(in[at] & 0xFF) : "its end";
        return new BadFrameException("JSON header has " + found + " at byte " + at + " (expected: " + expected + ")");
    }

    private BadFrameException bad(String key, String expected) {
        end = Math.min(end, start + 40);
        return new BadFrameException("JSON header has " + key + " '" + text() + "' (expected: " + expected + ")");
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private static boolean isDelimiter(byte c) {
        return switch (c) {
            case ',', ':', '{', '}', '[', ']', '"', '\'', ' ', '\n', '\r', '\t' -> true;
            default -> false;
        };
    }
}
