package io.ternmq.jms.rocketmq;

/** What a connection does where a RocketMQ cluster cannot keep what Jakarta Messaging promises. */
public enum Profile {
    /** It refuses, with a code that names what is missing. */
    STRICT,
    /** It logs once, and does its best. */
    LENIENT;

    /**
     * Reads {@code strict} or {@code lenient}, in any case.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Profile of(String text) {
        for (Profile profile : values()) {
            if (profile.name().equalsIgnoreCase(text)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("profile: " + text + " (expected: strict or lenient)");
    }
}
