package io.ternmq.broker.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When entries come to the files. */
class IndexWriterTest {
    private static final int QUEUES = 500;
    private static final int ENTRY_LENGTH = 20;
    private static final int ROUNDS_PER_TURN = 50;

    @TempDir
    Path folder;

    private QueueIndexes indexes;
    private IndexWriter writer;

    @BeforeEach
    void open() {
        indexes = QueueIndexes.open(folder, 1_000);
        writer = new IndexWriter(indexes, 1_000, () -> { }, cause -> { });
    }

    @Test
    void writesAtOnceWhereFewQueuesHaveTraffic() throws IOException {
        append(0, 1);

        writer.flushInTurn();

        assertThat(writtenCount(0)).isEqualTo(1);
    }

    @Test
    void letsQueuesWithFewNewMessagesWaitForTheirTurn() throws IOException {
        for (int queue = 0; queue < QUEUES; queue++) {
            append(queue, 1);
        }

        writer.flushInTurn();

        assertThat(writtenQueues()).as("some in each round").hasSizeBetween(1, QUEUES / 10);
        for (int round = 1; round < ROUNDS_PER_TURN; round++) {
            writer.flushInTurn();
        }
        assertThat(writtenQueues()).hasSize(QUEUES);
    }

    @Test
    void writesEachFileOncePerTurnHoweverManyRoundsHadAMessage() throws IOException {
        int writes = 0;
        long[] before = new long[QUEUES];
        for (int round = 0; round < 2 * ROUNDS_PER_TURN; round++) {
            for (int queue = 0; queue < QUEUES; queue++) {
                append(queue, 1);
            }
            writer.flushInTurn();
            for (int queue = 0; queue < QUEUES; queue++) {
                long count = writtenCount(queue);
                writes += count > before[queue] ? 1 : 0;
                before[queue] = count;
            }
        }

        assertThat(writes).as("writes of %d queues in %d rounds", QUEUES, 2 * ROUNDS_PER_TURN).isLessThanOrEqualTo(5 * QUEUES);
    }

    @Test
    void doesNotLetWaitWhatFillsARun() throws IOException {
        for (int queue = 0; queue < QUEUES; queue++) {
            append(queue, 1);
        }
        append(QUEUES - 1, EntryChunk.MAX_LENGTH);

        writer.flushInTurn();

        assertThat(writtenCount(QUEUES - 1)).isEqualTo(1 + EntryChunk.MAX_LENGTH);

        append(QUEUES - 1, EntryChunk.MAX_LENGTH);
        writer.flushInTurn();

        assertThat(writtenCount(QUEUES - 1)).as("the next time as well").isEqualTo(1 + 2 * EntryChunk.MAX_LENGTH);
    }

    @Test
    void leavesNothingToItsTurnWhenAllIsToBeForced() throws IOException {
        for (int queue = 0; queue < QUEUES; queue++) {
            append(queue, 2);
        }

        writer.flush(true);

        for (int queue = 0; queue < QUEUES; queue++) {
            assertThat(writtenCount(queue)).isEqualTo(2);
        }
        assertThat(writer.isForced()).isTrue();
    }

    @Test
    void readersFindWhatIsNotWrittenYet() {
        for (int queue = 0; queue < QUEUES; queue++) {
            append(queue, 300);
            writer.flushInTurn();
            append(queue, 1);
        }
        for (int queue = 0; queue < QUEUES; queue++) {
            List<Long> positions = new ArrayList<>();
            indexes.get("T", queue).read(0, 1_000, (offset, position, size, tagsCode) -> positions.add(position));
            assertThat(positions).hasSize(301).last().isEqualTo(301L);
        }
    }

    private void append(int queue, int count) {
        QueueIndex index = indexes.obtain("T", queue);
        for (int i = 0; i < count; i++) {
            long offset = index.appendedOffset();
            index.append(offset, offset + 1, 100, 0);
        }
        index.onLogWritten();
        index.publish(index.appendedOffset());
    }

    private List<Integer> writtenQueues() throws IOException {
        List<Integer> written = new ArrayList<>();
        for (int queue = 0; queue < QUEUES; queue++) {
            if (writtenCount(queue) > 0) {
                written.add(queue);
            }
        }
        return written;
    }

    // Entries from the first on whose position is not 0, as it is where nothing was written.
    private long writtenCount(int queue) throws IOException {
        Path file = folder.resolve("T").resolve(Integer.toString(queue)).resolve("0".repeat(20));
        if (!Files.exists(file)) {
            return 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int count = 0;
        while (count < bytes.capacity() / ENTRY_LENGTH && bytes.getLong(count * ENTRY_LENGTH) != 0) {
            count++;
        }
        return count;
    }
}
