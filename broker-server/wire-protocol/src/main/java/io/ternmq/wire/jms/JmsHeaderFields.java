package io.ternmq.wire.jms;

/** Collects the fields of a header block while it is read. One thread. */
final class JmsHeaderFields {
    private BodyType bodyType = BodyType.NONE;
    private boolean hasBody = true;
    private boolean isPersistent = true;
    private int priority = JmsHeader.DEFAULT_PRIORITY;
    private final long[] timesMs = new long[3];
    private String correlationText;
    private String correlationHex;
    private Address replyTo;
    private String type;
    private Address destination;
    private String origin;

    void set(char key, String value) {
        switch (key) {
            case 'b' -> bodyType = BodyType.of(value);
            case 'z' -> hasBody = !value.equals("1");
            case 'm' -> isPersistent = !value.equals("N");
            case 'p' -> priority = (int) number(key, value);
            case 't' -> timesMs[0] = number(key, value);
            case 'x' -> timesMs[1] = number(key, value);
            case 'd' -> timesMs[2] = number(key, value);
            case 'c' -> correlationText = value;
            case 'C' -> correlationHex = value;
            case 'r' -> replyTo = Address.parse(value);
            case 'y' -> type = value;
            case 'a' -> destination = Address.parse(value);
            case 'o' -> origin = value;
            default -> {
                // a later version's field: what is not known is not needed
            }
        }
    }

    JmsHeader toHeader() {
        return new JmsHeader(bodyType, hasBody, isPersistent, priority, timesMs[0], timesMs[1], timesMs[2],
            new JmsHeader.Correlation(correlationText, correlationHex), replyTo, type, destination, origin);
    }

    private static long number(char key, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new BadBlockException("header field " + key + ": '" + value + "' (expected: a number)", e);
        }
    }
}
