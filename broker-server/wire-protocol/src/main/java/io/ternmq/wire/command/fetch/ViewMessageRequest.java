package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Asks for one message by its position in the commit log (33); the answer's body is the stored message.
 *
 * @param topic may be null
 */
public record ViewMessageRequest(String topic, long offset) implements Command {
    public static ViewMessageRequest from(HeaderFields f) {
        return new ViewMessageRequest(f.get("topic"), f.requireLong("offset"));
    }

    @Override
    public int code() {
        return RequestCode.VIEW_MESSAGE_BY_ID;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("topic", topic).put("offset", offset);
    }
}
