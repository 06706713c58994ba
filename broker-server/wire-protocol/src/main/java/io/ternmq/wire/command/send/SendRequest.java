package io.ternmq.wire.command.send;

import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;

/**
 * Sends a message, or a batch of them, that is the frame's body. One record for codes 10, 310 and 320 (and 324, 325), which
 * differ in how they name the fields.
 *
 * @param defaultTopic the topic whose settings an automatically created topic copies
 * @param queueId &lt; 0 leaves the choice to the broker
 * @param bornTimestamp when the producer made the message, ms since 1970
 * @param flag the application's flags, passed through
 * @param properties encoded (PROTOCOL §5); null when there are none
 * @param maxReconsumeTimes only for retry topics; -1 when not given
 * @param brokerName the broker that the producer thinks it talks to; null when not given
 */
public record SendRequest(
    int code,
    String producerGroup,
    String topic,
    String defaultTopic,
    int defaultTopicQueueNums,
    int queueId,
    int sysFlag,
    long bornTimestamp,
    int flag,
    String properties,
    int reconsumeTimes,
    boolean unitMode,
    int maxReconsumeTimes,
    boolean batch,
    String brokerName) implements Command {

    /** Reads the header of a request with one of the codes above. */
    public static SendRequest from(Frame frame) {
        return hasLongNames(frame.code()) ? fromLongNames(frame.code(), frame.fields())
            : fromLetters(frame.code(), frame.fields());
    }

    /** The message's topic in a request with one of the codes above, for those who need no more of it. */
    public static String topic(Frame frame) {
        return frame.fields().requireName(hasLongNames(frame.code()) ? "topic" : "b");
    }

    @Override
    public void writeTo(HeaderFields fields) {
        if (hasLongNames(code)) {
            writeLongNames(fields);
        } else {
            writeLetters(fields);
        }
    }

    private static boolean hasLongNames(int code) {
        return code == RequestCode.SEND_MESSAGE || code == RequestCode.SEND_REPLY_MESSAGE;
    }

    private static SendRequest fromLetters(int code, HeaderFields f) {
        return new SendRequest(code, f.requireName("a"), f.requireName("b"), f.requireName("c"), f.requireInt("d"), f.requireInt("e"),
            f.requireInt("f"), f.requireLong("g"), f.requireInt("h"), f.get("i"), f.getInt("j", 0), f.getBoolean("k", false),
            f.getInt("l", -1), f.getBoolean("m", false), f.getName("n"));
    }

    private static SendRequest fromLongNames(int code, HeaderFields f) {
        return new SendRequest(code, f.requireName("producerGroup"), f.requireName("topic"), f.requireName("defaultTopic"),
            f.requireInt("defaultTopicQueueNums"), f.requireInt("queueId"), f.requireInt("sysFlag"),
            f.requireLong("bornTimestamp"), f.requireInt("flag"), f.get("properties"), f.getInt("reconsumeTimes", 0),
            f.getBoolean("unitMode", false),
            f.getInt("maxReconsumeTimes", -1), f.getBoolean("batch", false), f.getName("bname"));
    }

    private void writeLetters(HeaderFields f) {
        f.put("a", producerGroup).put("b", topic).put("c", defaultTopic).put("d", defaultTopicQueueNums).put("e", queueId)
            .put("f", sysFlag).put("g", bornTimestamp).put("h", flag).put("i", properties).put("j", reconsumeTimes)
            .put("k", unitMode);
        if (maxReconsumeTimes >= 0) {
            f.put("l", maxReconsumeTimes);
        }
        f.put("m", batch).put("n", brokerName);
    }

    private void writeLongNames(HeaderFields f) {
        f.put("producerGroup", producerGroup).put("topic", topic).put("defaultTopic", defaultTopic)
            .put("defaultTopicQueueNums", defaultTopicQueueNums).put("queueId", queueId).put("sysFlag", sysFlag)
            .put("bornTimestamp", bornTimestamp).put("flag", flag).put("properties", properties)
            .put("reconsumeTimes", reconsumeTimes).put("unitMode", unitMode);
        if (maxReconsumeTimes >= 0) {
            f.put("maxReconsumeTimes", maxReconsumeTimes);
        }
        f.put("batch", batch).put("bname", brokerName);
    }
}
