package io.ternmq.wire.jms;

/** Point-to-point or publish-subscribe: how a topic of the log is used by JMS. */
public enum DestinationKind {
    /** Each message goes to one receiver. */
    QUEUE('Q'),
    /** Each message goes to every subscription. */
    TOPIC('T');

    private final char code;

    DestinationKind(char code) {
        this.code = code;
    }

    /** The letter that stands for it in the header block. */
    public char code() {
        return code;
    }

    /**
     * @param text {@code QUEUE}, {@code TOPIC}, {@code Q} or {@code T}
     * @throws BadBlockException for anything else
     */
    public static DestinationKind of(String text) {
        return switch (text) {
            case "Q", "QUEUE" -> QUEUE;
            case "T", "TOPIC" -> TOPIC;
            default -> throw new BadBlockException("destination kind '" + text + "' (expected: QUEUE or TOPIC)");
        };
    }
}
