package io.ternmq.wire.jms;

/** What kind of JMS message a body belongs to. */
public enum BodyType {
    /** UTF-8 text; no body at all when the text is null, see {@link JmsHeader#hasBody()}. */
    TEXT('T'),
    /** Raw bytes. */
    BYTES('B'),
    /** Names and values, {@link TypedValues}. */
    MAP('M'),
    /** Values, {@link TypedValues}. */
    STREAM('S'),
    /** A Java serialisation stream. The broker never reads it; the client only under its allow-list. */
    OBJECT('O'),
    /** A plain Message, without body. */
    NONE('N');

    private static final BodyType[] VALUES = values();
    private final char code;

    BodyType(char code) {
        this.code = code;
    }

    /** The letter that stands for it in the header block. */
    public char code() {
        return code;
    }

    static BodyType of(String text) {
        for (BodyType type : VALUES) {
            if (text.length() == 1 && type.code == text.charAt(0)) {
                return type;
            }
        }
        throw new BadBlockException("body type '" + text + "' (expected: one of T B M S O N)");
    }
}
