package io.ternmq.jms.rocketmq;

import io.ternmq.jms.destination.TernDestination;
import jakarta.jms.JMSException;
import java.util.Map;

/**
 * JMSDeliveryTime as a timer message. The timer's wheel turns once a second and takes the beginning of the second that a message is
 * due in, the second before when that is exact: so the next but one full second is asked for, and a message is never early.
 */
final class DeliveryTime {
    private static final String TIMER_PROPERTY = "TIMER_DELIVER_MS";
    private static final long TICK_MS = 1_000;

    private DeliveryTime() {
    }

    /**
     * What makes the brokers keep a message until it is due; nothing when it is.
     *
     * @param deliveryTimeMs 0 for at once
     * @throws JMSException when they cannot
     */
    static Map<String, String> properties(long deliveryTimeMs, long nowMs, TopicRoute route, Capabilities capabilities,
            TernDestination destination) throws JMSException {
        if (deliveryTimeMs <= nowMs) {
            return Map.of();
        }
        long delayMs = deliveryTimeMs - nowMs;
        String what = "A delivery delay of " + delayMs + " ms to " + destination;
        if (!capabilities.isTimerOn()) {
            throw Gaps.refusal(Gap.DELAY, what + " with timerWheelEnable=false");
        } else if (route.isFifo()) {
            throw Gaps.refusal(Gap.DELAY, what + ", a FIFO topic");
        }
        long askedMs = (deliveryTimeMs + TICK_MS - 1) / TICK_MS * TICK_MS + TICK_MS;
        if (askedMs - nowMs > capabilities.timerMaxDelayMs()) {
            throw Gaps.refusal(Gap.DELAY, what + " (expected: at most " + capabilities.timerMaxDelayMs() + ")");
        }
        return Map.of(TIMER_PROPERTY, Long.toString(askedMs));
    }
}
