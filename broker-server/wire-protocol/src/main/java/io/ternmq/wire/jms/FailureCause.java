package io.ternmq.wire.jms;

import io.ternmq.wire.frame.HeaderFields;

/**
 * Why an application could not process a message, for people; each part is nullable and cut to its limit.
 *
 * @param exception name of the exception's class
 * @param message   its message, or what else happened
 * @param stack     the head of its stack trace
 * @param listener  class of the listener or bean
 */
public record FailureCause(String exception, String message, String stack, String listener) {
    /** Nobody said why. */
    public static final FailureCause NONE = new FailureCause(null, null, null, null);
    /** Longest name of a class, in chars. */
    public static final int MAX_NAME_LENGTH = 256;
    /** Longest message, in chars. */
    public static final int MAX_MESSAGE_LENGTH = 512;
    /** Longest stack trace, in chars. */
    public static final int MAX_STACK_LENGTH = 4096;

    public FailureCause {
        exception = cut(exception, MAX_NAME_LENGTH);
        message = cut(message, MAX_MESSAGE_LENGTH);
        stack = cut(stack, MAX_STACK_LENGTH);
        listener = cut(listener, MAX_NAME_LENGTH);
    }

    /** Something that is not an exception. */
    public static FailureCause of(String messageOrNull) {
        return messageOrNull == null ? NONE : new FailureCause(null, messageOrNull, null, null);
    }

    private static String cut(String text, int maxLength) {
        if (text == null || text.length() <= maxLength) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
        return text.substring(0, end);
    }

    /** Reads it from a request's fields. */
    public static FailureCause from(HeaderFields f) {
        return new FailureCause(f.get("cx"), f.get("ca"), f.get("cs"), f.get("cl"));
    }

    /** Writes it beside the fields of a request. */
    public void writeTo(HeaderFields f) {
        f.put("cx", exception).put("ca", message).put("cs", stack).put("cl", listener);
    }
}
