package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/** A broker takes its leave of the name server (104). */
public record UnregisterBrokerRequest(BrokerIdentity broker) implements Command {
    public static UnregisterBrokerRequest from(HeaderFields f) {
        return new UnregisterBrokerRequest(BrokerIdentity.from(f));
    }

    @Override
    public int code() {
        return RequestCode.UNREGISTER_BROKER;
    }

    @Override
    public void writeTo(HeaderFields f) {
        broker.writeTo(f);
    }
}
