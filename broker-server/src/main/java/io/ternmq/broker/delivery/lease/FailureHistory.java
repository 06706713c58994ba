package io.ternmq.broker.delivery.lease;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The last failures of one message, for people. Small, since it is part of the group's state.
 *
 * @param firstMs when it failed first, wall-clock ms
 * @param attempts the last {@value #MAX_ATTEMPTS}, oldest first
 */
public record FailureHistory(long firstMs, List<Attempt> attempts) {

    /** How many are kept. */
    public static final int MAX_ATTEMPTS = 5;
    /** Nothing is known. */
    public static final FailureHistory NONE = new FailureHistory(0, List.of());

    private static final int MAX_TEXT_LENGTH = 160;

    public FailureHistory {
        attempts = List.copyOf(attempts);
    }

    /**
     * One failure.
     *
     * @param timeMs when, wall-clock ms
     * @param delivery which delivery it was, from 1
     * @param client who had the message
     * @param cause exception and message; empty when nobody said
     */
    public record Attempt(long timeMs, int delivery, String client, String cause) {
        public Attempt {
            client = cut(client);
            cause = cut(cause);
        }

        private static String cut(String text) {
            return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH);
        }
    }

    /** This history and one more failure. */
    public FailureHistory plus(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(attempt);
        return new FailureHistory(firstMs == 0 ? attempt.timeMs() : firstMs,
            all.subList(Math.max(0, all.size() - MAX_ATTEMPTS), all.size()));
    }

    void encode(ByteBuf out) {
        Varint.write(out, attempts.size());
        if (attempts.isEmpty()) {
            return;
        }
        Varint.write(out, firstMs);
        for (Attempt attempt : attempts) {
            Varint.write(out, attempt.timeMs());
            Varint.write(out, attempt.delivery());
            Varint.writeText(out, attempt.client());
            Varint.writeText(out, attempt.cause());
        }
    }

    static FailureHistory decode(ByteBuf in) {
        int count = Varint.readInt(in);
        if (count == 0) {
            return NONE;
        }
        long firstMs = Varint.read(in);
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            attempts.add(new Attempt(Varint.read(in), Varint.readInt(in), Varint.readText(in), Varint.readText(in)));
        }
        return new FailureHistory(firstMs, attempts);
    }
}
