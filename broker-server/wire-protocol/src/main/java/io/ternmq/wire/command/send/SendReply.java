package io.ternmq.wire.command.send;

import io.ternmq.wire.command.Reply;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Where a message was stored. Clients read it with code 0 and with 10, 11 and 12 (stored, but not flushed or replicated).
 *
 * @param msgId the offsetMsgId (PROTOCOL §4), those of a batch joined by commas
 * @param queueOffset of the message, or of the first of a batch
 * @param transactionId the message's UNIQ_KEY; may be null
 * @param batchUniqId may be null
 * @param recallHandle may be null
 */
public record SendReply(String msgId, int queueId, long queueOffset, String transactionId, String batchUniqId,
    String recallHandle)
    implements Reply {

    /** The region that a broker without one names. */
    public static final String DEFAULT_REGION = "DefaultRegion";

    public SendReply(String msgId, int queueId, long queueOffset, String transactionId) {
        this(msgId, queueId, queueOffset, transactionId, null, null);
    }

    public static SendReply from(HeaderFields f) {
        return new SendReply(f.require("msgId"), f.requireInt("queueId"), f.requireLong("queueOffset"), f.get("transactionId"),
            f.get("batchUniqId"), f.get("recallHandle"));
    }

    @Override
    public void writeTo(HeaderFields f) {
        f.put("msgId", msgId).put("queueId", queueId).put("queueOffset", queueOffset).put("transactionId", transactionId)
            .put("batchUniqId", batchUniqId).put("recallHandle", recallHandle);
        // RocketMQ's clients take these two for granted.
        f.put("MSG_REGION", DEFAULT_REGION).put("TRACE_ON", true);
    }
}
