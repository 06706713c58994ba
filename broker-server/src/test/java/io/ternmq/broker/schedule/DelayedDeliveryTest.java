package io.ternmq.broker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.TestEngine;
import io.ternmq.wire.jms.DestinationNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelayedDeliveryTest {
    private static final String PROPERTIES = "DELAY\u00011\u0002REAL_TOPIC\u0001Real\u0002REAL_QID\u00012\u0002TAGS\u0001t\u0002";

    /** The first chunk of the state is the number of the reign, which each start counts up. */
    private static final int EPOCH_END = 17;
    private static final String TEMPORARY = DestinationNames.TEMPORARY_PREFIX + "1";
    private static final String TO_TEMPORARY = "DELAY\u00011\u0002REAL_TOPIC\u0001" + TEMPORARY + "\u0002REAL_QID\u00010\u0002";

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
    void dropsWhatIsDueForATemporaryDestinationThatIsGone() {
        try (TestEngine engine = new TestEngine(folder, 1 << 20)) {
            engine.append(TestEngine.message(DelayLevels.TOPIC, 0, "late", TO_TEMPORARY, "t", 1000), Durability.APPENDED);
            engine.append(TestEngine.message(DelayLevels.TOPIC, 0, "next", PROPERTIES, "t", 1000), Durability.APPENDED);

            engine.nowMs.addAndGet(1000);
            engine.append(TestEngine.message("Other", 0, "wakes the engine", null), Durability.APPENDED);

            await("the message behind it").until(() -> engine.bodies("Real", 2).contains("next"));
        }
    }

    @Test
    void remembersOverAKillWhatItHasDeliveredToATemporaryDestination() throws IOException {
        Path root = folder.resolve("store");
        try (TestEngine engine = new TestEngine(root, 1 << 20)) {
            engine.store.indexes().createTransient(TEMPORARY);
            engine.append(TestEngine.message(DelayLevels.TOPIC, 0, "late", TO_TEMPORARY, "t", 1000), Durability.APPENDED);
            engine.nowMs.addAndGet(1000);
            engine.append(TestEngine.message("Other", 0, "wakes the engine", null), Durability.APPENDED);
            await("the delayed message").until(() -> engine.bodies(TEMPORARY, 0).contains("late"));
            byte[] state = engine.state();

            try (TestEngine recovered = new TestEngine(TestEngine.copyOf(root, folder.resolve("killed")), 1 << 20)) {
                assertThat(withoutEpoch(recovered.state())).isEqualTo(withoutEpoch(state));
            }
        }
    }

    private static byte[] withoutEpoch(byte[] state) {
        return Arrays.copyOfRange(state, EPOCH_END, state.length);
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
