package io.ternmq.broker.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the log, whenever a kill comes. */
class CommitLogTest {
    private static final int SEGMENT = 1 << 16;

    @TempDir
    Path folder;

    private Path file(long position) {
        return folder.resolve(Segment.fileName(position));
    }

    private CommitLog open() {
        return CommitLog.open(folder, 2 * SEGMENT, 1 << 10);
    }

    private void writeFirstSegment() throws IOException {
        try (CommitLog log = CommitLog.open(folder, SEGMENT, 1 << 10)) {
            log.cutAt(0);
            log.roll();
            log.reserve(100).put(new byte[100]);
            log.write();
        }
        assertThat(Files.size(file(0))).isEqualTo(SEGMENT);
    }

    @Test
    void cutsTheOnlyFileOnlyWhileAnotherTellsItsLength() throws IOException {
        writeFirstSegment();
        try (CommitLog log = open()) {
            Files.createDirectory(file(SEGMENT)); // so that it cannot be made

            assertThatThrownBy(() -> log.cutAt(100)).isInstanceOf(StoreException.class);

            assertThat(Files.size(file(0))).as("left as it was").isEqualTo(SEGMENT);
        }
        Files.delete(file(SEGMENT));

        try (CommitLog log = open()) {
            log.cutAt(100);

            assertThat(log.segmentLength()).isEqualTo(SEGMENT);
            assertThat(log.segmentPositions()).containsExactly(0L);
        }
        assertThat(file(SEGMENT)).doesNotExist();
        assertThat(Files.size(file(0))).isEqualTo(SEGMENT);
    }

    @Test
    void makesNoFileToCutWhenAnEarlierOneTellsTheLength() throws IOException {
        writeFirstSegment();
        try (CommitLog log = open()) {
            log.cutAt(100);
            log.roll();
            log.reserve(100).put(new byte[100]);
            log.write();
        }
        try (CommitLog log = open()) {
            Files.createDirectory(file(2 * SEGMENT)); // so that it cannot be made, as on a full disk

            log.cutAt(SEGMENT + 100);

            assertThat(log.segmentPositions()).containsExactly(0L, (long) SEGMENT);
        }
    }

    @Test
    void dropsAnEmptyFileThatAFullDiskHasLeft() throws IOException {
        writeFirstSegment();
        Files.createFile(file(SEGMENT));

        try (CommitLog log = open()) {
            assertThat(file(SEGMENT)).as("given no length, for which there may be no room").doesNotExist();
            assertThat(log.segmentLength()).isEqualTo(SEGMENT);
            log.cutAt(100);
        }
    }

    @Test
    void opensWhatAKillLeavesInTheMiddleOfACut() throws IOException {
        writeFirstSegment();
        try (var channel = Files.newByteChannel(file(0), StandardOpenOption.WRITE)) {
            channel.truncate(100);
        }
        Files.createFile(file(SEGMENT));

        try (CommitLog log = open()) {
            log.cutAt(100);

            assertThat(log.segmentLength()).isEqualTo(SEGMENT);
            assertThat(log.segmentPositions()).containsExactly(0L);
            assertThat(Files.size(file(0))).isEqualTo(SEGMENT);
        }
    }
}
