package io.ternmq.broker.routing;

import java.util.Set;
import java.util.regex.Pattern;

/** Legal names of topics and groups, and the names that mean something to the broker (PROTOCOL §4, §8.4). */
public final class TopicNames {
    /** Template of automatic creation. */
    public static final String TEMPLATE = "TBW102";
    /** Where delayed messages wait, one queue for each level. */
    public static final String SCHEDULE = "SCHEDULE_TOPIC_XXXX";
    /** Before the group's name: the topic of its messages that are to be tried again. */
    public static final String RETRY_PREFIX = "%RETRY%";
    /** Before the group's name: the topic of its messages that are given up. */
    public static final String DEAD_LETTER_PREFIX = "%DLQ%";
    static final String BENCHMARK = "BenchmarkTest";
    static final String SELF_TEST = "SELF_TEST_TOPIC";
    static final String OFFSET_MOVED = "OFFSET_MOVED_EVENT";
    static final String HALF = "RMQ_SYS_TRANS_HALF_TOPIC";
    static final String OPERATED_HALF = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
    static final String CHECK_LIMIT = "TRANS_CHECK_MAX_TIME_TOPIC";

    private static final int MAX_TOPIC_LENGTH = 127;
    private static final int MAX_DERIVED_TOPIC_LENGTH = 255;
    private static final int MAX_GROUP_LENGTH = 255;
    private static final Pattern LEGAL = Pattern.compile("[%|a-zA-Z0-9_-]+");
    private static final Set<String> NOT_FOR_CLIENTS =
        Set.of(SCHEDULE, HALF, OPERATED_HALF, CHECK_LIMIT, SELF_TEST, OFFSET_MOVED);
    private static final Set<String> SYSTEM =
        Set.of(TEMPLATE, SCHEDULE, BENCHMARK, SELF_TEST, OFFSET_MOVED, HALF, OPERATED_HALF, CHECK_LIMIT);

    private TopicNames() {
    }

    /** Why a topic's name is not legal, or null when it is. */
    public static String faultOf(String topic) {
        int maxLength = isRetry(topic) || isDeadLetter(topic) ? MAX_DERIVED_TOPIC_LENGTH : MAX_TOPIC_LENGTH;
        return fault("topic", topic, maxLength);
    }

    /** Why a group's name is not legal, or null when it is. */
    public static String faultOfGroup(String group) {
        return fault("group", group, MAX_GROUP_LENGTH);
    }

    private static String fault(String what, String name, int maxLength) {
        if (name == null || name.isBlank()) {
            return "the " + what + " has no name";
        }
        if (name.length() > maxLength) {
            return "the name of the " + what + " has " + name.length() + " characters (expected: at most " + maxLength + ")";
        }
        return LEGAL.matcher(name).matches() ? null
            : "the name of the " + what + ", '" + name + "', has characters other than % | a-z A-Z 0-9 _ -";
    }

    public static boolean isRetry(String topic) {
        return topic.startsWith(RETRY_PREFIX);
    }

    public static boolean isDeadLetter(String topic) {
        return topic.startsWith(DEAD_LETTER_PREFIX);
    }

    public static String retryTopicOf(String group) {
        return RETRY_PREFIX + group;
    }

    public static String deadLetterTopicOf(String group) {
        return DEAD_LETTER_PREFIX + group;
    }

    /** The group whose retry or dead letter topic this is. */
    public static String groupOf(String retryOrDeadLetterTopic) {
        return retryOrDeadLetterTopic.substring((isRetry(retryOrDeadLetterTopic) ? RETRY_PREFIX : DEAD_LETTER_PREFIX).length());
    }

    /** Whether clients are refused when they send to it. */
    public static boolean isClosedToProducers(String topic) {
        return NOT_FOR_CLIENTS.contains(topic);
    }

    /** Whether the broker itself lives from it, so that nobody may delete it. */
    public static boolean isSystem(String topic) {
        return SYSTEM.contains(topic) || topic.startsWith("rmq_sys_") || topic.startsWith("RMQ_SYS_");
    }
}
