package io.ternmq.wire.selector;

/**
 * A node of a parsed selector: immutable, shared by all threads, equal when the canonical texts are equal.
 *
 * <p>Values and conditions share one domain, so that a condition can be compared like any boolean: String, Boolean, the boxed
 * numbers, {@code null} for NULL and for the truth value "unknown", and {@link #WRONG_TYPE}. Nothing is allocated but the results
 * of arithmetic.
 */
sealed interface Expression
    permits Literal, Identifier, Sign, Arithmetic, Comparison, Between, In, Like, NullTest, Not, Logical {

    /** Outcome of arithmetic with something that is no number: unlike every value, so that comparing it is false, not unknown. */
    Object WRONG_TYPE = new Object() {
        @Override
        public String toString() {
            return "WRONG_TYPE";
        }
    };

    /** The value for one message, null when NULL or unknown. */
    Object evaluate(PropertySource source);

    /** What is known of the value's type without a message. */
    ValueType type();

    Precedence precedence();

    /** Appends the canonical text: upper-case keywords, single blanks, no bracket that is not needed. */
    void appendTo(StringBuilder out);

    /** The truth value of a condition: null when unknown, false when the value is no boolean. */
    static Boolean truth(Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof Boolean condition ? condition : Boolean.FALSE;
    }
}
