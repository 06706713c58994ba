package io.ternmq.wire.selector;

/** What the text alone tells of a value's type. Types never convert into each other. */
enum ValueType {
    STRING("a string"),
    BOOLEAN("a condition"),
    NUMBER("a number"),
    /** A property: its type is known only with the message. */
    ANY("a property");

    private final String noun;

    ValueType(String noun) {
        this.noun = noun;
    }

    /** The type for an error message, with its article. */
    String noun() {
        return noun;
    }

    /** Whether a value of this type may turn out to be {@code other}. */
    boolean mayBe(ValueType other) {
        return this == other || this == ANY || other == ANY;
    }
}
