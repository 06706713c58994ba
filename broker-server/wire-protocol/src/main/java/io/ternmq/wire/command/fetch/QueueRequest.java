package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Asks for a queue's max offset (30), min offset (31) or earliest store time (32).
 *
 * @param code one of these three
 */
public record QueueRequest(int code, String topic, int queueId) implements Command {
    public static QueueRequest from(Frame frame) {
        return new QueueRequest(frame.code(), frame.fields().requireName("topic"), frame.fields().requireInt("queueId"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("topic", topic).put("queueId", queueId);
    }
}
