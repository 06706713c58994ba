package io.ternmq.jms.rocketmq;

import io.netty.buffer.ByteBuf;
import io.ternmq.jms.core.JmsErrors;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * What the brokers of a cluster can do, all of them: the least of each.
 *
 * @param isPropertyFilterOn  whether they filter by application properties
 * @param isTimerOn           whether they keep messages for a time; pop needs it too
 * @param timerMaxDelayMs     how long at most
 * @param canCreateTopics     whether clients may create topics
 * @param maxMessageSizeBytes the largest body
 */
record Capabilities(boolean isPropertyFilterOn, boolean isTimerOn, long timerMaxDelayMs, boolean canCreateTopics,
        int maxMessageSizeBytes) {
    private static final String DEFAULT_TIMER_MAX_DELAY_SECONDS = "259200";
    private static final String DEFAULT_MAX_MESSAGE_SIZE = "4194304";

    /** The settings of a broker, as properties text; what it does not name is RocketMQ's default. */
    static Capabilities read(ByteBuf body) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(body.toString(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException("a string can be read", e);
        }
        return of(properties);
    }

    static Capabilities of(Properties properties) {
        return new Capabilities(isOn(properties, "enablePropertyFilter", "false"), isOn(properties, "timerWheelEnable", "true"),
            TimeUnit.SECONDS.toMillis(Long.parseLong(properties.getProperty("timerMaxDelaySec", DEFAULT_TIMER_MAX_DELAY_SECONDS))),
            isOn(properties, "autoCreateTopicEnable", "true"),
            Integer.parseInt(properties.getProperty("maxMessageSize", DEFAULT_MAX_MESSAGE_SIZE)));
    }

    private static boolean isOn(Properties properties, String name, String ifAbsent) {
        return Boolean.parseBoolean(properties.getProperty(name, ifAbsent));
    }

    /** What both can do. */
    Capabilities and(Capabilities other) {
        return new Capabilities(isPropertyFilterOn && other.isPropertyFilterOn, isTimerOn && other.isTimerOn,
            Math.min(timerMaxDelayMs, other.timerMaxDelayMs), canCreateTopics && other.canCreateTopics,
            Math.min(maxMessageSizeBytes, other.maxMessageSizeBytes));
    }

    /** Pop notes what is invisible in timer messages. */
    void requirePop() throws JMSException {
        if (!isTimerOn) {
            throw JmsErrors.of("RMQ-100", "RMQ-100 The brokers do not pop: timerWheelEnable=false (expected: true)", null);
        }
    }
}
