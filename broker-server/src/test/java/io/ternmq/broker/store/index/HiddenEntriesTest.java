package io.ternmq.broker.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the entries of a deleted topic. */
class HiddenEntriesTest {
    private static final int ENTRIES_PER_FILE = 10;

    @TempDir
    Path folder;

    private QueueIndexes indexes;
    private QueueIndex index;
    private IndexWriter writer;

    @BeforeEach
    void open() {
        indexes = QueueIndexes.open(folder, ENTRIES_PER_FILE);
        index = indexes.obtain("T", 0);
        writer = new IndexWriter(indexes, 1_000, () -> { }, cause -> { });
    }

    /** Entries whose log positions are 100 times their offsets. */
    private void append(int count) {
        for (int i = 0; i < count; i++) {
            index.append(index.appendedOffset(), 100 * index.appendedOffset(), 100, 0);
        }
        index.onLogWritten();
    }

    private void send(int count) {
        append(count);
        index.publish(index.appendedOffset());
    }

    private List<Long> read() {
        List<Long> positions = new ArrayList<>();
        index.read(0, 1_000, (offset, position, size, tagsCode) -> positions.add(position));
        return positions;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void hidesWhatIsNotVisibleYet() {
        send(2);
        append(2);
        index.hideBefore(4);
        append(1);
        assertThat(read()).isEmpty();

        index.publish(3);
        assertThat(read()).isEmpty();
        index.publish(5);

        assertThat(read()).containsExactly(400L);
        assertThat(index.minOffset()).isEqualTo(4);
    }

    @Test
    void deletesTheFilesWithTheMessages() throws IOException {
        send(25);
        writer.flush(false);
        index.hideBefore(25);

        index.trimToLog(2_400);
        assertThat(files()).as("the last message is still there").hasSize(3);
        index.trimToLog(2_500);
        writer.flush(true);

        assertThat(files()).isEmpty();
    }

    @Test
    void readsWhatComesToTheSameFileAgain() {
        send(25);
        writer.flush(true);
        index.read(20, 1, (offset, position, size, tagsCode) -> true);
        index.hideBefore(25);
        index.trimToLog(2_500);

        send(2);
        writer.flush(true);
        indexes = QueueIndexes.open(folder, ENTRIES_PER_FILE);
        index = indexes.obtain("T", 0);
        index.reset(0, 27);
        index.trimToLog(2_500);

        assertThat(read()).containsExactly(2_500L, 2_600L);
    }

    @Test
    void startsThoughAKillCameWhileTheFileWasMadeAnew() throws IOException {
        send(27);
        writer.flush(true);
        index.hideBefore(27);
        index.trimToLog(2_700);
        send(1);
        writer.flush(true);
        Files.write(folder.resolve("T").resolve("0").resolve(files().get(0)), new byte[0]);

        for (int minOffset : new int[] {20, 27}) {
            indexes = QueueIndexes.open(folder, ENTRIES_PER_FILE);
            index = indexes.obtain("T", 0);
            index.reset(minOffset, 27);
            index.append(27, 2_700, 100, 0);
            index.trimToLog(2_700);

            assertThat(index.minOffset()).isEqualTo(27);
        }
        index.publish(28);
        assertThat(read()).containsExactly(2_700L);
    }

    @Test
    void deletesTheFilesAfterARestartAsWell() throws IOException {
        send(25);
        writer.flush(true);
        indexes = QueueIndexes.open(folder, ENTRIES_PER_FILE);
        index = indexes.obtain("T", 0);
        index.reset(25, 25);

        index.trimToLog(2_400);
        assertThat(files()).as("the last message is still there").hasSize(3);
        index.trimToLog(2_500);

        assertThat(files()).isEmpty();
    }
}
