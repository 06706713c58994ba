package io.ternmq.broker.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerWindowsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void recognisesExactlyWhatIsStoredWithinTheWindow(long seed) {
        Random random = new Random(seed);
        ProducerWindows windows = new ProducerWindows();
        Set<Long> stored = new HashSet<>();
        long highest = 0;
        for (int i = 0; i < 20_000; i++) {
            long sequence = Math.max(1, highest + random.nextInt(40) - (random.nextInt(50) == 0 ? 5_000 : 20));
            boolean isOld = sequence <= highest - SequenceWindow.SIZE;
            assertThat(windows.contains(9, sequence)).as("seed %d, sequence %d of %d", seed, sequence, highest)
                .isEqualTo(isOld || stored.contains(sequence));
            windows.onProduced(9, sequence, i);
            stored.add(sequence);
            highest = Math.max(highest, sequence);
            if (i % 1_000 == 0) {
                windows = copy(windows);
            }
        }
        assertThat(windows.contains(8, 1)).isFalse();
    }

    @Test
    void leapsOverWhatWasNeverStored() {
        ProducerWindows windows = new ProducerWindows();
        windows.onProduced(1, 10, 0);
        windows.onProduced(1, 10 + SequenceWindow.SIZE, 0);

        assertThat(windows.contains(1, 11)).isFalse();
        assertThat(windows.contains(1, 10)).isTrue();
        assertThat(windows.contains(1, 9)).isTrue();
        assertThat(copy(windows).contains(1, 11)).isFalse();
    }

    @Test
    void forgetsProducersThatAreSilentOrTooMany() {
        ProducerWindows windows = new ProducerWindows();
        windows.onProduced(1, 1, 0);
        windows.onProduced(2, 1, ProducerWindows.KEEP_MS);
        windows.onProduced(3, 1, ProducerWindows.KEEP_MS + 61_000);
        assertThat(windows.contains(1, 1)).isFalse();
        assertThat(windows.contains(2, 1)).isTrue();

        for (int i = 10; i < 10 + ProducerWindows.MAX_PRODUCERS; i++) {
            windows.onProduced(i, 1, ProducerWindows.KEEP_MS + 61_000 + i);
        }
        assertThat(windows.contains(2, 1)).isFalse();
        assertThat(windows.contains(9 + ProducerWindows.MAX_PRODUCERS, 1)).isTrue();
        assertThat(bytes(copy(windows))).isEqualTo(bytes(windows));
    }

    @Test
    void refusesAnUnknownLayout() {
        assertThatThrownBy(() -> new ProducerWindows().restore(ByteBuffer.wrap(new byte[] {9}))).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("version 9");
    }

    private static ProducerWindows copy(ProducerWindows windows) {
        ProducerWindows copy = new ProducerWindows();
        windows.snapshot(chunk -> copy.restore(ByteBuffer.wrap(chunk)));
        return copy;
    }

    private static List<String> bytes(ProducerWindows windows) {
        List<String> chunks = new ArrayList<>();
        windows.snapshot(chunk -> chunks.add(HexFormat.of().formatHex(chunk)));
        return chunks;
    }
}
