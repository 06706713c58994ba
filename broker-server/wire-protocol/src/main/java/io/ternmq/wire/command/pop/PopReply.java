package io.ternmq.wire.command.pop;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/**
 * What was taken; the body is the messages, back to back. {@link PopOffsets} reads the three texts.
 *
 * @param popTimeMs       when, by the broker's clock
 * @param invisibleTimeMs until when, counted from then
 * @param reviveQueueId   where the broker notes it; {@value PopHandle#ORDERED_REVIVE_QUEUE_ID} for an ordered pop
 * @param restNum         about how many more there are
 * @param startOffsetInfo per queue, the queue offset that the note begins with; null when nothing was taken
 * @param msgOffsetInfo   per queue, the queue offsets taken; null when nothing was taken
 * @param orderCountInfo  of an ordered pop: how often messages or queues were taken before; nullable
 */
public record PopReply(long popTimeMs, long invisibleTimeMs, int reviveQueueId, long restNum, String startOffsetInfo,
        String msgOffsetInfo, String orderCountInfo) implements Reply {
    public static PopReply from(HeaderFields f) {
        return new PopReply(f.requireLong("popTime"), f.requireLong("invisibleTime"), f.requireInt("reviveQid"), f.requireLong("restNum"),
            f.get("startOffsetInfo"), f.get("msgOffsetInfo"), f.get("orderCountInfo"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("popTime", popTimeMs).put("invisibleTime", invisibleTimeMs).put("reviveQid", reviveQueueId).put("restNum", restNum)
            .put("startOffsetInfo", startOffsetInfo).put("msgOffsetInfo", msgOffsetInfo).put("orderCountInfo", orderCountInfo);
    }
}
