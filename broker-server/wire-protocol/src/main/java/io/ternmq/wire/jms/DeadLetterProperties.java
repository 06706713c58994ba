package io.ternmq.wire.jms;

/**
 * Properties that the broker adds to a copy of a message which it gives up: plain RocketMQ properties, for native clients and tools;
 * JMS clients and selectors see them with their types, beside the message's own.
 */
public final class DeadLetterProperties {
    /** Begins the names of the broker's own properties. */
    public static final String PREFIX = "JMS_X_";
    /** Why: one of the {@code REASON_} values. */
    public static final String REASON = "JMS_X_DLQ_REASON";
    /** {@code queue:} or {@code topic:} and the JMS name of the destination. */
    public static final String ORIG_DESTINATION = "JMS_X_DLQ_ORIG_DESTINATION";
    /** Group of the queue or subscription that gave it up. */
    public static final String ORIG_GROUP = "JMS_X_DLQ_ORIG_GROUP";
    /** JMSMessageID of the message. */
    public static final String ORIG_ID = "JMS_X_DLQ_ORIG_ID";
    /** JMSExpiration of the message, when it had one; a long. The copy never expires. */
    public static final String ORIG_EXPIRATION = "JMS_X_DLQ_ORIG_EXPIRATION";
    /** How often the application has seen it; an int. */
    public static final String ATTEMPTS = "JMS_X_DLQ_ATTEMPTS";
    /** When it failed first, ms since the epoch; a long. */
    public static final String FIRST_TIME = "JMS_X_DLQ_FIRST_TIME";
    /** When it was given up, ms since the epoch; a long. */
    public static final String LAST_TIME = "JMS_X_DLQ_LAST_TIME";
    /** Class of the last exception. */
    public static final String EXCEPTION = "JMS_X_DLQ_EXCEPTION";
    /** Message of the last exception, or what else was said. */
    public static final String EXCEPTION_MESSAGE = "JMS_X_DLQ_EXCEPTION_MESSAGE";
    /** Head of the stack trace of the last exception. */
    public static final String STACK = "JMS_X_DLQ_STACK";
    /** Class of the listener or bean. */
    public static final String LISTENER = "JMS_X_DLQ_LISTENER";
    /** The last failures, a line each: delivery, time, client, exception and message. */
    public static final String HISTORY = "JMS_X_DLQ_HISTORY";

    /** Delivered as often as is allowed. */
    public static final String REASON_MAX_DELIVERIES = "MAX_DELIVERIES";
    /** A consumer refused it for good. */
    public static final String REASON_REJECTED = "REJECTED";
    /** Its time was over before anybody took it. */
    public static final String REASON_EXPIRED = "EXPIRED";

    private DeadLetterProperties() {
    }

    /** Whether the broker may have added a property of that name. */
    public static boolean isOne(String name) {
        return name.startsWith(PREFIX);
    }

    /** The value with its type; as text when it is not what the name promises. */
    public static Object typed(String name, String text) {
        try {
            return switch (name) {
                case ATTEMPTS -> Integer.valueOf(text);
                case FIRST_TIME, LAST_TIME, ORIG_EXPIRATION -> Long.valueOf(text);
                default -> text;
            };
        } catch (NumberFormatException e) {
            // Somebody else's property.
            return text;
        }
    }
}
