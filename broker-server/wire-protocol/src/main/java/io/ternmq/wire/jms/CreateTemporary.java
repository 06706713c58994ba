package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Makes a temporary destination that belongs to the session: it alone may consume from it, anybody may send to it, and it
 * vanishes with the session. Idempotent.
 *
 * @param epoch session epoch
 * @param topic made by the client, begins with {@link DestinationNames#TEMPORARY_PREFIX}, used by nobody else
 * @param kind  how it is consumed
 */
public record CreateTemporary(long epoch, String topic, DestinationKind kind) implements Command {
    public CreateTemporary {
        requireNonNull(topic, "topic");
        requireNonNull(kind, "kind");
    }

    /** Reads it from a request. */
    public static CreateTemporary from(HeaderFields f) {
        return new CreateTemporary(f.requireLong("e"), f.require("t"), DestinationKind.of(f.require("k")));
    }

    @Override
    public int code() {
        return JmsCodes.CREATE_TEMPORARY;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("t", topic).put("k", kind.name());
    }
}
