package io.ternmq.wire.jms;

import io.ternmq.wire.message.MessageProperties;

/**
 * What a dispatcher must know of a message before it looks at it, in one number: bits 0-3 the priority, bit 4 set when there is
 * more to read in the message itself (an expiration, a message group). Derived from the property text alone, so that the sender's
 * thread and a replay of the log find the same.
 */
public final class MessageMarks {

    /** Of a message with the default priority and nothing else: most messages, and all native ones. */
    public static final int PLAIN = JmsHeader.DEFAULT_PRIORITY;

    private static final int PRIORITY_MASK = 0xF;
    private static final int DETAILED = 1 << 4;
    private static final String PRIORITY_ENTRY = ";p=";
    private static final String EXPIRATION_ENTRY = ";x=";

    private MessageMarks() {
    }

    /** The marks of a message with this property text. */
    public static int of(String propertiesText) {
        String header = MessageProperties.find(propertiesText, JmsHeader.PROPERTY);
        int marks = header == null ? PLAIN : ofHeader(header);
        return MessageProperties.find(propertiesText, MessageProperties.SHARDING_KEY) == null ? marks : withGroup(marks);
    }

    /** The marks of a message with this header block, as far as the block says. A malformed block says nothing. */
    public static int ofHeader(String block) {
        int marks = PLAIN;
        int at = block.indexOf(PRIORITY_ENTRY);
        if (at >= 0 && block.startsWith(";", at + PRIORITY_ENTRY.length() + 1)) {
            int priority = block.charAt(at + PRIORITY_ENTRY.length()) - '0';
            marks = priority >= 0 && priority <= 9 ? priority : PLAIN;
        }
        return block.contains(EXPIRATION_ENTRY) ? marks | DETAILED : marks;
    }

    /** The same marks for a message that belongs to a message group. */
    public static int withGroup(int marks) {
        return marks | DETAILED;
    }

    /** 0 (lowest) to 9. */
    public static int priority(int marks) {
        return marks & PRIORITY_MASK;
    }

    /** Whether the message itself says more than its priority. */
    public static boolean isDetailed(int marks) {
        return (marks & DETAILED) != 0;
    }
}
