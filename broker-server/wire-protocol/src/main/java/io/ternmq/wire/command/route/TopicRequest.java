package io.ternmq.wire.command.route;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/**
 * A request about one topic and no more: 202 (its offsets), 215 and 216 (its deletion), 351 (its settings).
 *
 * @param code one of these
 */
public record TopicRequest(int code, String topic) implements Command {
    public static TopicRequest from(Frame frame) {
        return new TopicRequest(frame.code(), frame.fields().require("topic"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("topic", topic);
    }
}
