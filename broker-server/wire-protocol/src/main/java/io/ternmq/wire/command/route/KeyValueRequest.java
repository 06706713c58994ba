package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Sets (100), asks for (101) or deletes (102) a name server's setting. 101 is answered by the field {@code value}, or by code 22.
 *
 * @param code one of these
 * @param value null unless it is 100
 */
public record KeyValueRequest(int code, String namespace, String key, String value) implements Command {
    public static KeyValueRequest from(Frame frame) {
        HeaderFields f = frame.fields();
        String value = frame.code() == RequestCode.PUT_KV_CONFIG ? f.require("value") : null;
        return new KeyValueRequest(frame.code(), f.require("namespace"), f.require("key"), value);
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("namespace", namespace).put("key", key).put("value", value);
    }
}
