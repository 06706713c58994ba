package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/**
 * A request about one group and no more: 343 (the topics it has progress in), 352 (its settings).
 *
 * @param code one of these
 */
public record GroupRequest(int code, String group) implements Command {
    public static GroupRequest from(Frame frame) {
        return new GroupRequest(frame.code(), frame.fields().requireName("group"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("group", group);
    }
}
