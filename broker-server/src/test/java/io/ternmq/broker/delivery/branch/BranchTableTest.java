package io.ternmq.broker.delivery.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ternmq.broker.delivery.branch.PreparedBranch.HeldAck;
import io.ternmq.broker.delivery.branch.PreparedBranch.HeldView;
import io.ternmq.broker.delivery.branch.PreparedBranch.Undoing;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.TopicMarks;
import io.ternmq.broker.delivery.view.ViewKey;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.jms.RedeliveryTerms;
import io.ternmq.wire.jms.xa.BranchId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of branches that have ended, and what is forgotten. */
class BranchTableTest {
    private static final long QUIET = 7;
    private static final long BUSY = 8;

    @TempDir
    private Path folder;
    private BranchTable table;

    @BeforeEach
    void start() {
        table = newTable();
    }

    private BranchTable newTable() {
        return new BranchTable(new LeasedViews(QueueIndexes.open(folder, 1000), topic -> 1, new TopicMarks(), (position, size) -> null,
            RedeliveryRules.of(RedeliveryTerms.BROKER_DEFAULT), Integer.MAX_VALUE));
    }

    private static BranchId branch(long epoch, int number) {
        return BranchId.of(5, ByteBuffer.allocate(12).putLong(epoch).putInt(number).array(), new byte[] {1});
    }

    private static void apply(BranchTable table, StateChange change) {
        table.apply(change.type(), ByteBuffer.wrap(change.payload()));
    }

    private static void applyAll(BranchTable table, List<StateChange> changes) {
        changes.forEach(change -> apply(table, change));
    }

    private static void commitInOnePhase(BranchTable table, long epoch, int number) {
        apply(table, BranchTable.committedInOnePhase(branch(epoch, number), epoch));
    }

    private boolean isCommitted(long epoch, int number) {
        return table.isCommitted(branch(epoch, number));
    }

    private static List<ByteBuffer> snapshot(BranchTable table) {
        List<ByteBuffer> chunks = new ArrayList<>();
        table.snapshot(chunk -> chunks.add(ByteBuffer.wrap(chunk)));
        return chunks;
    }

    @Test
    void remembersACommitInOnePhaseOfAQuietSessionHoweverMuchOthersCommit() {
        commitInOnePhase(table, QUIET, 1);
        for (int i = 1; i <= 300_000; i++) {
            commitInOnePhase(table, BUSY, i);
            apply(table, BranchTable.committed(branch(9, i)));
        }

        assertThat(isCommitted(QUIET, 1)).isTrue();
        assertThat(isCommitted(QUIET, 2)).isFalse();
        assertThat(isCommitted(BUSY, 300_001 - OnePhaseCommits.PER_SESSION)).isTrue();
        assertThat(isCommitted(BUSY, 300_000 - OnePhaseCommits.PER_SESSION)).isFalse();
        assertThat(isCommitted(9, 300_001 - BranchTable.REMEMBERED)).isTrue();
        assertThat(isCommitted(9, 300_000 - BranchTable.REMEMBERED)).isFalse();
    }

    @Test
    void forgetsTheSessionThatHasNotCommittedForLongestWhenThereAreTooManySessions() {
        commitInOnePhase(table, QUIET, 1);
        commitInOnePhase(table, BUSY, 1);
        for (int i = 0; i < OnePhaseCommits.MAX_SESSIONS - 2; i++) {
            commitInOnePhase(table, 100 + i, 1);
        }
        assertThat(isCommitted(QUIET, 1)).as("asking is no commit").isTrue();
        commitInOnePhase(table, BUSY, 2);

        commitInOnePhase(table, 99, 1);

        assertThat(isCommitted(QUIET, 1)).isFalse();
        assertThat(isCommitted(BUSY, 1)).isTrue();
        assertThat(isCommitted(99, 1)).isTrue();
    }

    @Test
    void forgetsTheSessionThatHasNotCommittedForLongestWhenThereAreTooManyBranches() {
        int fullSessions = OnePhaseCommits.MAX_BRANCHES / OnePhaseCommits.PER_SESSION;
        for (int session = 0; session < fullSessions; session++) {
            for (int i = 0; i < OnePhaseCommits.PER_SESSION; i++) {
                commitInOnePhase(table, session, i);
            }
        }
        assertThat(isCommitted(0, 0)).isTrue();

        commitInOnePhase(table, BUSY, 1_000);
        assertThat(isCommitted(0, 0)).as("a session that is full has taken the place of its own").isTrue();
        commitInOnePhase(table, fullSessions, 0);

        assertThat(isCommitted(0, 0)).isFalse();
        assertThat(isCommitted(1, 0)).isTrue();
        assertThat(isCommitted(fullSessions, 0)).isTrue();
    }

    @Test
    void isTheSameAfterASnapshot() {
        apply(table, BranchTable.named("store"));
        for (int i = 0; i < 30_000; i++) {
            commitInOnePhase(table, i % 150, i);
            apply(table, BranchTable.committed(branch(1_000, i)));
        }
        commitInOnePhase(table, 0, 30_000);
        List<ByteBuffer> chunks = snapshot(table);
        assertThat(chunks).hasSizeGreaterThan(4).allMatch(chunk -> chunk.remaining() <= 256 << 10);

        BranchTable restored = newTable();
        chunks.forEach(chunk -> restored.restore(chunk.duplicate()));

        assertThat(snapshot(restored)).isEqualTo(chunks);
        commitInOnePhase(table, 5, 30_001);
        commitInOnePhase(restored, 5, 30_001);
        assertThat(snapshot(restored)).isEqualTo(snapshot(table));
    }

    @Test
    void refusesALayoutThatItDoesNotKnow() {
        assertThatThrownBy(() -> table.restore(ByteBuffer.wrap(new byte[] {2, 1}))).hasMessageContaining("version 2 (expected: 4)");
    }

    private static PreparedBranch consuming(int number, String... groups) {
        List<HeldView> views = Stream.of(groups).map(group -> new HeldView(new ViewKey(group, "t"), List.of(new HeldAck(0, number, 0)))).toList();
        return new PreparedBranch(branch(1, number), "", 0, Undoing.PLAIN, List.of(), List.of(), views);
    }

    @Test
    void namesABranchThatLocksAGroupInAnotherTopicThanTheDeletedOne() {
        List<HeldView> views = Stream.of("t", "u")
            .map(topic -> new HeldView(new ViewKey("a", topic), List.of(new HeldAck(0, 1, 0)))).toList();
        applyAll(table, BranchTable.prepared(new PreparedBranch(branch(1, 1), "", 0, Undoing.PLAIN, List.of(), List.of(), views)));

        table.onDeleted(new ViewKey("a", "t"));
        assertThat(table.lockerOf("a")).isEqualTo(branch(1, 1));

        table.onDeleted(new ViewKey("a", "u"));
        assertThat(table.lockerOf("a")).isNull();
    }

    private void prepare(int number, String... groups) {
        applyAll(table, BranchTable.prepared(consuming(number, groups)));
    }

    @Test
    void namesABranchThatLocksAGroupAsLongAsThereIsOne() {
        prepare(1, "a", "b");
        prepare(2, "b");

        apply(table, BranchTable.rolledBack(branch(1, 1)));
        assertThat(table.lockerOf("a")).isNull();
        assertThat(table.lockerOf("b")).isEqualTo(branch(1, 2));

        prepare(3, "b", "c");
        table.onDeleted(new ViewKey("b", "t"));
        assertThat(table.lockerOf("b")).isNull();
        assertThat(table.lockerOf("c")).isEqualTo(branch(1, 3));
        apply(table, BranchTable.committed(branch(1, 3)));
        assertThat(table.lockerOf("c")).isNull();
    }

    @Test
    void takesNoLongerForABranchWhenManyArePrepared() {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 100_000; i++) {
                prepare(i, "group " + i % 100);
            }
        });
    }
}
