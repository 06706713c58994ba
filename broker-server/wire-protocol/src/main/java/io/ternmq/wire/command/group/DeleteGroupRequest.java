package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/** Deletes a group's settings (207), and its progress as well when {@code cleanOffset}. */
public record DeleteGroupRequest(String groupName, boolean cleanOffset) implements Command {
    public static DeleteGroupRequest from(HeaderFields f) {
        return new DeleteGroupRequest(f.require("groupName"), f.getBoolean("cleanOffset", false));
    }

    @Override
    public int code() {
        return RequestCode.DELETE_SUBSCRIPTIONGROUP;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("groupName", groupName).put("cleanOffset", cleanOffset);
    }
}
