package io.ternmq.broker.request;

import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.schedule.DelayLevels;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.UniqueKeys;

/**
 * What all sends have in common.
 *
 * @param storeHost       host field of stored messages
 * @param maxMessageBytes largest body, and largest sum of a batch
 * @param isWritable      whether the broker as a whole takes messages
 * @param flushLevel      when a native producer is answered
 * @param brandMark       encoded properties that every single message gets (PROTOCOL §5)
 */
public record SendRules(byte[] storeHost, int maxMessageBytes, boolean isWritable, Durability flushLevel, DelayLevels levels,
                        UniqueKeys uniqueKeys, String brandMark) {

    /** The properties that say where a message was taken in. */
    public static String brandMark(String region, String clusterName) {
        StringBuilder text = new StringBuilder();
        MessageProperties.append(text, MessageProperties.MSG_REGION, region);
        MessageProperties.append(text, MessageProperties.TRACE_ON, "true");
        MessageProperties.append(text, MessageProperties.CLUSTER, clusterName);
        return text.toString();
    }
}
