package io.ternmq.broker.delivery.view;

import static java.util.Objects.requireNonNull;

import io.ternmq.broker.delivery.lease.ViewKind;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateWriter;

/**
 * What a view is made of.
 *
 * @param group consumer group, for a subscription made from its kind, client id and name
 * @param topic topic
 * @param sharing who may consume
 * @param kind whether what one selector skips stays for others
 * @param selector a subscription's selector in its normal form; null for none, and for a queue, whose consumers have their own
 * @param noLocalOrigin a subscription that leaves out what was sent under this client id or connection id; null for none
 */
public record ViewDefinition(String group, String topic, Sharing sharing, ViewKind kind, String selector, String noLocalOrigin) {

    public ViewDefinition {
        requireNonNull(group, "group");
        requireNonNull(topic, "topic");
        requireNonNull(sharing, "sharing");
        requireNonNull(kind, "kind");
    }

    /** Its place in the table. */
    public ViewKey key() {
        return new ViewKey(group, topic);
    }

    void write(StateWriter out) {
        out.putString(group).putString(topic).putByte(sharing.ordinal()).putByte(kind.ordinal()).putString(selector)
            .putString(noLocalOrigin);
    }

    static ViewDefinition read(StateReader in) {
        return new ViewDefinition(in.getString(), in.getString(), Sharing.values()[in.getByte()], ViewKind.values()[in.getByte()],
            in.getString(), in.getString());
    }
}
