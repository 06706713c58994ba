package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/** Asks for a group's settings (352); answered by {@link GroupConfig} as body, or by code 26 when there is no such group. */
public record GroupRequest(String group) implements Command {
    public static GroupRequest from(HeaderFields f) {
        return new GroupRequest(f.requireName("group"));
    }

    @Override
    public int code() {
        return RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("group", group);
    }
}
