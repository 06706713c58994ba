package io.ternmq.wire.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The languages that a frame's sender may name (PROTOCOL §1.1): a byte in binary headers, a name in JSON ones. */
public final class Language {
    public static final int JAVA = 0;
    public static final int CPP = 1;
    public static final int DOTNET = 2;
    public static final int PYTHON = 3;
    public static final int OTHER = 7;
    public static final int GO = 9;
    public static final int RUST = 12;

    private static final String[] NAMES = {
        "JAVA", "CPP", "DOTNET", "PYTHON", "DELPHI", "ERLANG", "RUBY", "OTHER", "HTTP", "GO", "PHP", "OMS", "RUST", "NODE_JS"
    };
    private static final byte[][] NAME_BYTES = new byte[NAMES.length][];

    static {
        for (int id = 0; id < NAMES.length; id++) {
            NAME_BYTES[id] = NAMES[id].getBytes(StandardCharsets.US_ASCII);
        }
    }

    private Language() {
    }

    /** The name of a language id; {@code OTHER} for an id that is not known. */
    public static String name(int id) {
        return NAMES[known(id)];
    }

    static byte[] nameBytes(int id) {
        return NAME_BYTES[known(id)];
    }

    /** The id of a name given as ASCII bytes; {@link #OTHER} for a name that is not known. */
    static int idOf(byte[] bytes, int start, int length) {
        for (int id = 0; id < NAME_BYTES.length; id++) {
            byte[] name = NAME_BYTES[id];
            if (name.length == length && Arrays.equals(name, 0, length, bytes, start, start + length)) {
                return id;
            }
        }
        return OTHER;
    }

    private static int known(int id) {
        return id >= 0 && id < NAMES.length ? id : OTHER;
    }
}
