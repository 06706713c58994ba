package io.ternmq.jms.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.destination.TernQueue;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryTimeTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final TernQueue QUEUE = new TernQueue("orders");
    private static final Capabilities DEFAULTS = Capabilities.of(new Properties());

    private static Map<String, String> properties(long deliveryTimeMs, boolean isFifo, Capabilities capabilities) throws JMSException {
        return DeliveryTime.properties(deliveryTimeMs, NOW_MS, new TopicRoute("orders", List.of(), isFifo), capabilities, QUEUE);
    }

    @Test
    void whatIsDueIsNotDelayed() throws JMSException {
        assertThat(properties(0, true, DEFAULTS)).isEmpty();
        assertThat(properties(NOW_MS, true, DEFAULTS)).isEmpty();
    }

    /** A broker delivers at the beginning of the second that it is asked for, a second earlier when that is full. */
    @ParameterizedTest
    @CsvSource({"1, 2000", "999, 2000", "1000, 2000", "1001, 3000", "259199000, 259200000"})
    void asksForATimeThatIsNeverEarly(long delayMs, long expectedMs) throws JMSException {
        long askedMs = Long.parseLong(properties(NOW_MS + delayMs, false, DEFAULTS).get("TIMER_DELIVER_MS"));

        assertThat(askedMs - NOW_MS).isEqualTo(expectedMs);
        assertThat(askedMs - 1_000).as("when the broker delivers").isGreaterThanOrEqualTo(NOW_MS + delayMs);
    }

    @Test
    void refusesWhatBrokersCannotKeep() {
        Properties noTimer = new Properties();
        noTimer.setProperty("timerWheelEnable", "false");

        assertRefused(() -> properties(NOW_MS + 259_200_000, false, DEFAULTS), "at most 259200000");
        assertRefused(() -> properties(NOW_MS + 5_000, true, DEFAULTS), "FIFO");
        assertRefused(() -> properties(NOW_MS + 5_000, false, Capabilities.of(noTimer)), "timerWheelEnable");
    }

    private static void assertRefused(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(JMSException.class).hasMessageContaining(reason)
            .extracting(e -> ((JMSException) e).getErrorCode()).isEqualTo("RMQ-112");
    }
}
