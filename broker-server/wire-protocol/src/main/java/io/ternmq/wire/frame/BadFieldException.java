package io.ternmq.wire.frame;

/**
 * A header field that is missing or has a value that cannot be read. The frame is sound, the request is not: answer it with
 * an error.
 */
public final class BadFieldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN_CHARS = 80;

    private final String field;

    private BadFieldException(String field, String message) {
        super(message);
        this.field = field;
    }

    /** For a field that must be there and is not. */
    public static BadFieldException missing(String field) {
        return new BadFieldException(field, "header field " + field + " is missing");
    }

    /**
     * For a field that is there with a value that is not {@code expected}.
     *
     * @param value the value as received; long ones are shown shortened
     * @param expected what it should have been, as a noun ("a 32-bit integer")
     */
    public static BadFieldException unreadable(String field, String value, String expected) {
        String shown = value.length() <= MAX_SHOWN_CHARS ? value : value.substring(0, MAX_SHOWN_CHARS) + "...";
        return new BadFieldException(field, "header field " + field + " is '" + shown + "' (expected: " + expected + ")");
    }

    /** The name of the field. */
    public String field() {
        return field;
    }
}
