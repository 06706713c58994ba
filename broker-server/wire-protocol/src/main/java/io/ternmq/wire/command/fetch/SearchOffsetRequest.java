package io.ternmq.wire.command.fetch;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Asks for the queue offset at a store time (29).
 *
 * @param timestamp ms since 1970
 * @param isUpper whether of several messages stored at that time the last is meant; else the first
 */
public record SearchOffsetRequest(String topic, int queueId, long timestamp, boolean isUpper) implements Command {
    private static final String UPPER = "UPPER";

    public static SearchOffsetRequest from(HeaderFields f) {
        // RocketMQ's classes write the enum's name; its own parser takes it in lower case.
        return new SearchOffsetRequest(f.require("topic"), f.requireInt("queueId"), f.requireLong("timestamp"),
            UPPER.equalsIgnoreCase(f.get("boundaryType")));
    }

    @Override
    public int code() {
        return RequestCode.SEARCH_OFFSET_BY_TIMESTAMP;
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("topic", topic).put("queueId", queueId).put("timestamp", timestamp).put("boundaryType", isUpper ? UPPER : "LOWER");
    }
}
