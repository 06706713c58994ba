package io.ternmq.wire.message;

/** The tag filter's hash (PROTOCOL §7). */
public final class Tags {
    private Tags() {
    }

    /** The {@code tagsCode} of a queue entry: 0 without a tag, else the tag's {@link String#hashCode()} sign-extended. */
    public static long code(String tagsOrNull) {
        return tagsOrNull == null || tagsOrNull.isEmpty() ? 0 : tagsOrNull.hashCode();
    }
}
