package io.ternmq.wire.command.group;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/**
 * The answer to a heartbeat.
 *
 * @param isHeartbeatV2Supported whether heartbeats with a fingerprint are understood
 * @param isSubscriptionChanged whether the subscriptions must be sent (again)
 */
public record HeartbeatReply(boolean isHeartbeatV2Supported, boolean isSubscriptionChanged) implements Reply {
    public static HeartbeatReply from(HeaderFields f) {
        return new HeartbeatReply(f.getBoolean("IS_SUPPORT_HEART_BEAT_V2", false), f.getBoolean("IS_SUB_CHANGE", true));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("IS_SUPPORT_HEART_BEAT_V2", isHeartbeatV2Supported).put("IS_SUB_CHANGE", isSubscriptionChanged);
    }
}
