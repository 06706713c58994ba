package io.ternmq.jms.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Text as bytes: UTF-8, in which a surrogate without its partner, which UTF-8 cannot carry, takes three bytes of its own
 * ({@code ED A0..BF 80..BF}), so that every String comes out as it went in.
 */
final class TextBody {
    private static final int SURROGATE_LEAD = 0xED;
    private static final char REPLACEMENT = '\uFFFD';

    private TextBody() {
    }

    static byte[] encode(String text) {
        int lone = nextLone(text, 0);
        if (lone < 0) {
            return text.getBytes(UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
        int from = 0;
        while (lone >= 0) {
            out.writeBytes(text.substring(from, lone).getBytes(UTF_8));
            char c = text.charAt(lone);
            out.write(SURROGATE_LEAD);
            out.write(0x80 | c >> 6 & 0x3F);
            out.write(0x80 | c & 0x3F);
            from = lone + 1;
            lone = nextLone(text, from);
        }
        out.writeBytes(text.substring(from).getBytes(UTF_8));
        return out.toByteArray();
    }

    /** Index of the next surrogate without partner, or -1. */
    private static int nextLone(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    static String decode(byte[] body) {
        String text = new String(body, UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeWithLone(body);
    }

    private static String decodeWithLone(byte[] body) {
        StringBuilder text = new StringBuilder(body.length);
        int from = 0;
        for (int i = 0; i + 2 < body.length; i++) {
            // ED is never anything but the first byte of three.
            if ((body[i] & 0xFF) == SURROGATE_LEAD && (body[i + 1] & 0xE0) == 0xA0 && (body[i + 2] & 0xC0) == 0x80) {
                text.append(new String(body, from, i - from, UTF_8));
                text.append((char) (0xD000 | (body[i + 1] & 0x3F) << 6 | body[i + 2] & 0x3F));
                from = i + 3;
                i += 2;
            }
        }
        return text.append(new String(body, from, body.length - from, UTF_8)).toString();
    }
}
