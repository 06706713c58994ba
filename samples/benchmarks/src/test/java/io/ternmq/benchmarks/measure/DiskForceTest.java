package io.ternmq.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskForceTest {

    @TempDir
    private Path directory;

    @Test
    void takesTimeAndLeavesNothing() {
        assertThat(DiskForce.medianUs(directory)).isPositive();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void namesWhatCannotBeWritten() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> DiskForce.medianUs(missing)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(missing.toString());
    }
}
