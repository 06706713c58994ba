package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Deletes a durable subscription. {@link JmsCodes#INVALID_DESTINATION} when there is none of that name,
 * {@link JmsCodes#SUBSCRIPTION_CONFLICT} while it has a consumer or unsettled messages.
 *
 * @param epoch            session epoch
 * @param subscriptionName as given when it was made
 * @param clientId         of the connection, nullable for a shared subscription made without one
 */
public record Unsubscribe(long epoch, String subscriptionName, String clientId) implements Command {
    public Unsubscribe {
        requireNonNull(subscriptionName, "subscriptionName");
    }

    /** Reads it from a request. */
    public static Unsubscribe from(HeaderFields f) {
        return new Unsubscribe(f.requireLong("e"), f.require("sn"), f.get("cid"));
    }

    @Override
    public int code() {
        return JmsCodes.UNSUBSCRIBE;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("sn", subscriptionName).put("cid", clientId);
    }
}
