package io.ternmq.wire.command.pop;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/**
 * The end of a wait for messages.
 *
 * @param hasMessages   whether a pop is worth while
 * @param isPollingFull whether too many wait already, so that this one did not
 */
public record NotificationReply(boolean hasMessages, boolean isPollingFull) implements Reply {
    public static NotificationReply from(HeaderFields f) {
        return new NotificationReply(f.getBoolean("hasMsg", false), f.getBoolean("pollingFull", false));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("hasMsg", hasMessages).put("pollingFull", isPollingFull);
    }
}
