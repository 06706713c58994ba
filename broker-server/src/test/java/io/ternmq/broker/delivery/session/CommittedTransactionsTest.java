package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.engine.StateChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of commits, and what is forgotten. */
class CommittedTransactionsTest {
    private static final long QUIET = 7;
    private static final long BUSY = 8;

    private final CommittedTransactions committed = new CommittedTransactions();

    private static void commit(CommittedTransactions table, long epoch, long transactionId) {
        StateChange change = CommittedTransactions.committed(epoch, transactionId);
        table.apply(change.type(), ByteBuffer.wrap(change.payload()));
    }

    private static List<ByteBuffer> snapshot(CommittedTransactions table) {
        List<ByteBuffer> chunks = new ArrayList<>();
        table.snapshot(chunk -> chunks.add(ByteBuffer.wrap(chunk)));
        return chunks;
    }

    private static CommittedTransactions restored(List<ByteBuffer> chunks) {
        CommittedTransactions table = new CommittedTransactions();
        chunks.forEach(chunk -> table.restore(chunk.duplicate()));
        return table;
    }

    @Test
    void remembersAQuietSessionHoweverMuchOthersCommit() {
        commit(committed, QUIET, 1);
        for (int i = 1; i <= 1_000_000; i++) {
            commit(committed, BUSY, i);
        }

        assertThat(committed.contains(QUIET, 1)).isTrue();
        assertThat(committed.contains(QUIET, 2)).isFalse();
        assertThat(committed.contains(BUSY, 1_000_000)).isTrue();
        assertThat(committed.contains(BUSY, 1_000_001 - CommittedTransactions.PER_SESSION)).isTrue();
        assertThat(committed.contains(BUSY, 1_000_000 - CommittedTransactions.PER_SESSION)).isFalse();
    }

    @Test
    void forgetsTheSessionThatHasNotCommittedForLongest() {
        commit(committed, QUIET, 1);
        commit(committed, BUSY, 1);
        for (long epoch = 100; epoch < 100 + CommittedTransactions.MAX_SESSIONS - 2; epoch++) {
            commit(committed, epoch, 1);
        }
        // Asking is no commit.
        assertThat(committed.contains(QUIET, 1)).isTrue();
        commit(committed, BUSY, 2);

        commit(committed, 99, 1);

        assertThat(committed.contains(QUIET, 1)).isFalse();
        assertThat(committed.contains(BUSY, 1)).isTrue();
        assertThat(committed.contains(99, 1)).isTrue();
    }

    @Test
    void isTheSameAfterASnapshot() {
        for (int i = 0; i < 300_000; i++) {
            commit(committed, i % 1_501, i);
        }
        commit(committed, 0, 300_000);
        List<ByteBuffer> chunks = snapshot(committed);
        assertThat(chunks.size()).isGreaterThan(1);

        CommittedTransactions restored = restored(chunks);

        assertThat(snapshot(restored)).isEqualTo(chunks);
        commit(committed, 5, 300_001);
        commit(restored, 5, 300_001);
        assertThat(snapshot(restored)).isEqualTo(snapshot(committed));
    }

    @Test
    void refusesALayoutThatItDoesNotKnow() {
        assertThatThrownBy(() -> committed.restore(ByteBuffer.wrap(new byte[] {9}))).hasMessageContaining("version 9 (expected: 2)");
    }
}
