package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/** Asks for the clients of a producer group (204); answered as 203 is, or by code 1 when there are none. */
public record ProducerGroupRequest(String producerGroup) implements Command {
    public static ProducerGroupRequest from(HeaderFields f) {
        return new ProducerGroupRequest(f.requireName("producerGroup"));
    }

    @Override
    public int code() {
        return RequestCode.GET_PRODUCER_CONNECTION_LIST;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("producerGroup", producerGroup);
    }
}
