package io.ternmq.broker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.TestEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelayedDeliveryTest {
    private static final String PROPERTIES = "DELAY\u00011\u0002REAL_TOPIC\u0001Real\u0002REAL_QID\u00012\u0002TAGS\u0001t\u0002";

    @TempDir
    Path folder;

    @Test
    void givesADelayedMessageToItsRealTopicWhenItIsDue() {
        try (TestEngine engine = new TestEngine(folder, 1 << 20)) {
            engine.append(TestEngine.message(DelayLevels.TOPIC, 0, "late", PROPERTIES, "t", 1000), Durability.APPENDED);
            assertThat(engine.bodies("Real", 2)).isEmpty();

            engine.nowMs.addAndGet(1000);
            engine.append(TestEngine.message("Other", 0, "wakes the engine", null), Durability.APPENDED);

            await("the delayed message").until(() -> engine.bodies("Real", 2).contains("late"));
        }
    }

    @Test
    void remembersOverARestartWhatItHasDelivered() {
        try (TestEngine engine = new TestEngine(folder, 1 << 20)) {
            engine.append(TestEngine.message(DelayLevels.TOPIC, 0, "first", PROPERTIES, "t", 1000), Durability.APPENDED);
            engine.nowMs.addAndGet(1000);
            engine.append(TestEngine.message(DelayLevels.TOPIC, 0, "second", PROPERTIES, "t", 1000), Durability.APPENDED);
            await("the first message").until(() -> engine.bodies("Real", 2).contains("first"));
        }

        try (TestEngine engine = new TestEngine(folder, 1 << 20)) {
            engine.nowMs.addAndGet(2000);
            engine.append(TestEngine.message("Other", 0, "wakes the engine", null), Durability.APPENDED);

            await("the second message").until(() -> engine.bodies("Real", 2).size() == 2);
            assertThat(engine.bodies("Real", 2)).containsExactly("first", "second");
        }
    }

    @Test
    void readsTheUnitsOfDelayLevels() {
        DelayLevels levels = DelayLevels.parse("100ms 1s 2m 1h 1d");

        assertThat(levels.maxLevel()).isEqualTo(5);
        assertThat(levels.delayMs(1)).isEqualTo(100);
        assertThat(levels.delayMs(5)).isEqualTo(86_400_000);
        assertThat(levels.clamp(9)).isEqualTo(5);
        assertThatThrownBy(() -> DelayLevels.parse("1s 5x")).hasMessageContaining("5x");
    }
}
