package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * One step of a connection's sign-on, before {@link Connect}: a message of SCRAM-SHA-256 (RFC 5802, RFC 7677), client-first, then
 * client-final. Wrong credentials are refused with NO_PERMISSION.
 *
 * @param message as the RFC writes it, at most 1 024 characters
 */
public record Authenticate(String message) implements Command {
    public Authenticate {
        requireNonNull(message, "message");
    }

    /** Reads it from a request. */
    public static Authenticate from(HeaderFields f) {
        return new Authenticate(f.require("m"));
    }

    @Override
    public int code() {
        return JmsCodes.AUTHENTICATE;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("m", message);
    }

    /**
     * The broker's part.
     *
     * @param message server-first or server-final; null when the broker has no users and lets everybody in
     */
    public record Reply(String message) {
        /** Reads it from a response. */
        public static Reply from(HeaderFields f) {
            return new Reply(f.get("m"));
        }

        /** Writes it into a response. */
        public void writeTo(HeaderFields f) {
            f.put("m", message);
        }
    }
}
