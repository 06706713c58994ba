package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Deletes a temporary destination of the session, with its messages. Refused while it has consumers; one that is gone already is no
 * error.
 *
 * @param epoch session epoch
 * @param topic name of the destination
 */
public record DeleteTemporary(long epoch, String topic) implements Command {
    public DeleteTemporary {
        requireNonNull(topic, "topic");
    }

    /** Reads it from a request. */
    public static DeleteTemporary from(HeaderFields f) {
        return new DeleteTemporary(f.requireLong("e"), f.require("t"));
    }

    @Override
    public int code() {
        return JmsCodes.DELETE_TEMPORARY;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("t", topic);
    }
}
