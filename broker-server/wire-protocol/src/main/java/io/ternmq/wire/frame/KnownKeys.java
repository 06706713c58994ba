package io.ternmq.wire.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The field names that are expected on the wire, found by their bytes so that decoding a header makes no Strings for them.
 * Immutable after class initialisation; names that are not here simply cost a String.
 */
final class KnownKeys {
    private static final int TABLE_SIZE = 1024;
    private static final int MASK = TABLE_SIZE - 1;
    private static final String[] KEYS = new String[TABLE_SIZE];
    private static final String[] LETTERS = new String[128];
    private static final byte[][] KEY_BYTES = new byte[TABLE_SIZE][];

    static {
        // The header itself, PROTOCOL §1.1
        add("code", "language", "version", "opaque", "flag", "remark", "extFields", "serializeTypeCurrentRPC");
        // SEND_MESSAGE_V2
        for (char letter = 'a'; letter <= 'z'; letter++) {
            LETTERS[letter] = String.valueOf(letter).intern();
        }
        // SEND_MESSAGE and answers
        add("producerGroup", "topic", "defaultTopic", "defaultTopicQueueNums", "queueId", "sysFlag", "bornTimestamp",
            "properties",
            "reconsumeTimes", "unitMode", "batch", "maxReconsumeTimes", "msgId", "queueOffset", "transactionId", "batchUniqId",
            "recallHandle", "MSG_REGION", "TRACE_ON");
        // Consumers
        add("consumerGroup", "maxMsgNums", "commitOffset", "suspendTimeoutMillis", "subscription", "subVersion", "expressionType",
            "maxMsgBytes", "requestSource", "proxyFrowardClientId", "liteTopic", "suggestWhichBrokerId", "nextBeginOffset",
            "minOffset", "maxOffset", "offsetDelta", "topicSysFlag", "groupSysFlag", "forbiddenType", "setZeroIfNotFound",
            "offset", "committed", "timestamp", "boundaryType", "group", "delayLevel", "originMsgId", "originTopic", "clientID",
            "IS_SUPPORT_HEART_BEAT_V2", "IS_SUB_CHANGE", "key", "maxNum", "beginTimestamp", "endTimestamp", "indexType",
            "lastKey",
            "_UNIQUE_KEY_QUERY", "indexLastUpdateTimestamp", "indexLastUpdatePhyoffset");
        // Pop and transactions
        add("invisibleTime", "pollTime", "bornTime", "initMode", "expType", "exp", "order", "attemptId", "popTime", "reviveQid",
            "restNum", "startOffsetInfo", "msgOffsetInfo", "orderCountInfo", "extraInfo", "tranStateTableOffset",
            "commitLogOffset", "commitOrRollback", "fromTransactionCheck", "offsetMsgId");
        // Routes and administration
        add("acceptStandardJsonOnly", "brokerName", "brokerAddr", "clusterName", "haServerAddr", "brokerId",
            "heartbeatTimeoutMillis", "enableActingMaster", "compressed", "bodyCrc32", "masterAddr", "changed", "readQueueNums",
            "writeQueueNums", "perm", "topicFilterType", "attributes", "namespace", "value", "groupName", "cleanOffset");
        // Every request, and credentials
        add("ns", "nsd", "bname", "oway", "lo", "AccessKey", "Signature", "SecurityToken");
        // The JMS extension
        add("cid", "cn", "lt", "re", "mm", "bn", "bv", "sn", "du", "sh", "sel", "nl", "cr", "ds", "dr", "dc", "tx", "dl", "ca",
            "ps", "pi", "la", "ro", "dt", "to", "fa", "bt", "bg", "cs", "cl", "xid", "hl", "uw",
            "reason");
    }

    private KnownKeys() {
    }

    /** The name in these ASCII or UTF-8 bytes: the interned instance when it is a known one, else a new String. */
    static String of(byte[] bytes, int start, int length) {
        if (length <= 1) {
            return length == 0 ? "" : ofOne(bytes[start]);
        }
        int slot = slot(bytes, start, length);
        byte[] candidate;
        while ((candidate = KEY_BYTES[slot]) != null) {
            if (candidate.length == length && Arrays.equals(candidate, 0, length, bytes, start, start + length)) {
                return KEYS[slot];
            }
            slot = slot + 1 & MASK;
        }
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    private static String ofOne(byte c) {
        String letter = c >= 0 ? LETTERS[c] : null;
        return letter != null ? letter : new String(new byte[] {c}, StandardCharsets.UTF_8);
    }

    private static int slot(byte[] bytes, int start, int length) {
        int hash = length * 31 + bytes[start];
        hash = hash * 31 + bytes[start + (length >> 1)];
        hash = hash * 31 + bytes[start + length - 1];
        return (hash ^ hash >>> 10) & MASK;
    }

    private static void add(String... names) {
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            int slot = slot(bytes, 0, bytes.length);
            while (KEYS[slot] != null && !KEYS[slot].equals(name)) {
                slot = slot + 1 & MASK;
            }
            // The literals in the commands are interned by the JVM: the table must hold the same instances.
            KEYS[slot] = name.intern();
            KEY_BYTES[slot] = bytes;
        }
    }
}
