package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * A broker asks whether its registration must be renewed (322); the body is its {@link DataVersion}. Counts as a sign of
 * life.
 */
public record QueryDataVersionRequest(BrokerIdentity broker) implements Command {
    public static QueryDataVersionRequest from(HeaderFields f) {
        return new QueryDataVersionRequest(BrokerIdentity.from(f));
    }

    @Override
    public int code() {
        return RequestCode.QUERY_DATA_VERSION;
    }

    @Override
    public void writeTo(HeaderFields f) {
        broker.writeTo(f);
    }
}
