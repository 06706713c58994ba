package io.ternmq.broker.request;

import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.jms.MessageMarks;
import io.ternmq.wire.message.MessageProperties;

/**
 * What the broker must know of a message's encoded properties, found in one pass over them: sends are the hottest path, and most
 * messages have nothing that needs a closer look.
 */
final class PropertyScan {
    private String tags;
    private String uniqueKey;
    private boolean hasGroup;
    private String header;
    private boolean needsCare;

    private PropertyScan() {
    }

    static PropertyScan of(String text) {
        PropertyScan scan = new PropertyScan();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf(MessageProperties.VALUE_END, at);
            int nameEnd = text.indexOf(MessageProperties.NAME_END, at);
            if (nameEnd < 0 || nameEnd > end) {
                // The last separator may be missing, and what has no name is odd enough for the careful way.
                scan.needsCare = true;
                return scan;
            }
            scan.note(text, at, nameEnd, end);
            at = end + 1;
        }
        return scan;
    }

    private void note(String text, int at, int nameEnd, int end) {
        switch (text.charAt(at)) {
            case 'T' -> {
                if (is(text, at, nameEnd, MessageProperties.TAGS)) {
                    tags = text.substring(nameEnd + 1, end);
                } else if (text.startsWith("TIMER_", at)) {
                    needsCare = true;
                }
            }
            case 'U' -> {
                if (is(text, at, nameEnd, MessageProperties.UNIQUE_KEY)) {
                    uniqueKey = text.substring(nameEnd + 1, end);
                }
            }
            case 'D' -> needsCare |= is(text, at, nameEnd, MessageProperties.DELAY);
            case 'P' -> needsCare |= is(text, at, nameEnd, MessageProperties.POP_CK);
            case 'M' -> needsCare |= is(text, at, nameEnd, MessageProperties.MSG_REGION);
            case 'J' -> {
                if (header == null && is(text, at, nameEnd, JmsHeader.PROPERTY)) {
                    header = text.substring(nameEnd + 1, end);
                }
            }
            case '_' -> hasGroup |= is(text, at, nameEnd, MessageProperties.SHARDING_KEY);
            case 'C' -> needsCare |= is(text, at, nameEnd, MessageProperties.CLUSTER);
            default -> { }
        }
    }

    private static boolean is(String text, int at, int nameEnd, String name) {
        return nameEnd - at == name.length() && text.startsWith(name, at);
    }

    /** The tags, or null. */
    String tags() {
        return tags;
    }

    /** The UNIQ_KEY, or null. */
    String uniqueKey() {
        return uniqueKey;
    }

    /** What a dispatcher must know of it, see {@link MessageMarks}. */
    int marks() {
        int marks = header == null ? MessageMarks.PLAIN : MessageMarks.ofHeader(header);
        return hasGroup ? MessageMarks.withGroup(marks) : marks;
    }

    /** Whether there is a property that the broker acts on or replaces. */
    boolean needsCare() {
        return needsCare;
    }
}
