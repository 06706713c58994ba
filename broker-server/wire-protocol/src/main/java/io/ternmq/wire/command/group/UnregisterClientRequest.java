package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/** A client leaves a producer group, a consumer group or both (35); a group that it does not leave is null. */
public record UnregisterClientRequest(String clientId, String producerGroup, String consumerGroup) implements Command {
    public static UnregisterClientRequest from(HeaderFields f) {
        return new UnregisterClientRequest(f.require("clientID"), f.get("producerGroup"), f.get("consumerGroup"));
    }

    @Override
    public int code() {
        return RequestCode.UNREGISTER_CLIENT;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("clientID", clientId).put("producerGroup", producerGroup).put("consumerGroup", consumerGroup);
    }
}
