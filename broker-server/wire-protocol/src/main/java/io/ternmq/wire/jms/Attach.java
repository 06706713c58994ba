package io.ternmq.wire.jms;

import static java.util.Objects.requireNonNull;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Adds a consumer to the connection.
 *
 * @param epoch        session epoch
 * @param consumerId   made by the client, unique in the connection
 * @param topic        mapped name of the destination
 * @param kind         how the topic is consumed
 * @param subscription what the messages are taken from
 * @param selector     JMS selector, nullable
 * @param noLocal      whether messages of the connection's own origin are left out
 * @param credit       how many messages may be delivered before the next {@link Flow}
 */
public record Attach(long epoch, long consumerId, String topic, DestinationKind kind, Subscription subscription, String selector,
        boolean noLocal, int credit) implements Command {
    public Attach {
        requireNonNull(topic, "topic");
        requireNonNull(kind, "kind");
        requireNonNull(subscription, "subscription");
    }

    /**
     * Names the group whose progress a consumer shares.
     *
     * @param name      JMS subscription name; null for a queue and for an unshared non-durable subscription
     * @param isDurable whether it outlives its consumers
     * @param isShared  whether several consumers may share it
     * @param group     consumer group by name, nullable; when present it decides alone
     */
    public record Subscription(String name, boolean isDurable, boolean isShared, String group) {
        /** A queue's reserved group, or a consumer's own non-durable subscription. */
        public static final Subscription DEFAULT = new Subscription(null, false, false, null);

        /** A consumer group by name, shared with its other members. */
        public static Subscription group(String group) {
            return new Subscription(null, false, false, requireNonNull(group, "group"));
        }
    }

    /** Reads it from a request. */
    public static Attach from(HeaderFields f) {
        return new Attach(f.requireLong("e"), f.requireLong("c"), f.require("t"), DestinationKind.of(f.require("k")),
            new Subscription(f.get("sn"), f.getBoolean("du", false), f.getBoolean("sh", false), f.get("g")),
            f.get("sel"), f.getBoolean("nl", false), f.getInt("cr", 0));
    }

    @Override
    public int code() {
        return JmsCodes.ATTACH;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("e", epoch).put("c", consumerId).put("t", topic).put("k", kind.name())
            .put("sn", subscription.name()).put("g", subscription.group()).put("sel", selector).put("cr", credit);
        putIfTrue(f, "du", subscription.isDurable());
        putIfTrue(f, "sh", subscription.isShared());
        putIfTrue(f, "nl", noLocal);
    }

    private static void putIfTrue(HeaderFields f, String key, boolean value) {
        if (value) {
            f.put(key, true);
        }
    }
}
