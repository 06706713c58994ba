package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Takes back a message that waits for its delivery time. Answered when that is durable: it is never delivered then.
 *
 * @param topic     mapped name of the destination
 * @param messageId without {@code ID:}
 */
public record CancelScheduled(String topic, String messageId) implements Command {
    public CancelScheduled {
        requireNonNull(topic, "topic");
        requireNonNull(messageId, "messageId");
    }

    /** Reads it from a request. */
    public static CancelScheduled from(HeaderFields f) {
        return new CancelScheduled(f.require("t"), f.require("id"));
    }

    @Override
    public int code() {
        return JmsCodes.CANCEL_SCHEDULED;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("t", topic).put("id", messageId);
    }

    /**
     * The answer.
     *
     * @param isCancelled false when no such message waits: it is delivered already, was cancelled before, or never was
     */
    public record Reply(boolean isCancelled) {
        /** Reads it from a response. */
        public static Reply from(HeaderFields f) {
            return new Reply(f.getBoolean("ok", false));
        }

        /** Writes it into a response. */
        public void writeTo(HeaderFields f) {
            f.put("ok", isCancelled);
        }
    }
}
