package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

/**
 * A JMS destination by kind and JMS name (not the mapped name of the topic in the log).
 *
 * @param kind queue or topic
 * @param name any text
 */
public record Address(DestinationKind kind, String name) {
    public Address {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
    }

    /** The kind's letter, a colon, the name. */
    @Override
    public String toString() {
        return kind.code() + ":" + name;
    }

    static Address parse(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new BadBlockException("destination '" + text + "' (expected: Q:name or T:name)");
        }
        return new Address(DestinationKind.of(text.substring(0, 1)), text.substring(2));
    }
}
