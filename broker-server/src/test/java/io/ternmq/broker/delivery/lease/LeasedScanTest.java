package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Costly filters over deep queues, with the workers' part played in place. */
class LeasedScanTest {

    private static final int DEPTH = 20_000;

    private final FakeEntries entries = new FakeEntries(2);
    private final List<ScanJob> jobs = new ArrayList<>();
    private LeasedGroup group = new LeasedGroup(new GroupProgress("g", "t", ViewKind.QUEUE, 0), entries, 3);

    private LeasedConsumer consumer(long colour, int credit) {
        LeasedConsumer consumer = group.attach("consumer", new ColourFilter(colour, true));
        group.addCredit(consumer, credit);
        return consumer;
    }

    private List<Long> dispatch() {
        List<Long> given = new ArrayList<>();
        boolean hasMore = true;
        while (hasMore) {
            hasMore = group.dispatch(1, 512, (consumer, first, leases) -> leases.forEach(lease -> given.add(lease.queueOffset())));
            group.takeScanJobs(jobs::add);
        }
        return given;
    }

    private void work() {
        List<ScanJob> next = List.copyOf(jobs);
        jobs.clear();
        next.forEach(ScanJob::run);
        next.forEach(ScanJob::finish);
    }

    private List<Long> dispatchAndWork() {
        List<Long> given = new ArrayList<>(dispatch());
        while (!jobs.isEmpty()) {
            work();
            given.addAll(dispatch());
        }
        return given;
    }

    @Test
    void leavesADeepQueueToJobsAndTheTailToTheEngine() {
        entries.send(0, 1, DEPTH);
        entries.send(0, 2);
        LeasedConsumer consumer = consumer(2, 5);

        assertThat(dispatch()).isEmpty();

        assertThat(jobs).hasSize(1);
        assertThat(entries.readCount()).isZero();
        assertThat(group.hasNothingFor(consumer)).isFalse();
        assertThat(dispatchAndWork()).containsExactly((long) DEPTH);
        assertThat(group.hasNothingFor(consumer)).isTrue();

        entries.send(0, 2);
        assertThat(dispatch()).containsExactly(DEPTH + 1L);
        assertThat(jobs).isEmpty();
    }

    @Test
    void looksNotFarForAFirstMatchAndFartherEachTimeAfterThat() {
        for (int i = 0; i < DEPTH; i++) {
            entries.send(0, i == 500 || i == DEPTH - 1 ? 2 : 1);
        }
        consumer(2, 2);
        assertThat(dispatch()).isEmpty();
        work();
        assertThat(entries.readCount()).isEqualTo(1_024);
        assertThat(dispatch()).containsExactly(500L);

        work();

        assertThat(entries.readCount()).isBetween(1_024L + 2_048, 1_024L + 2_048 + 10);
        assertThat(dispatchAndWork()).containsExactly(DEPTH - 1L);
    }

    @Test
    void looksAtEachMessageOnceForEqualFilters() {
        entries.send(0, 1, DEPTH);
        consumer(2, 1);
        consumer(2, 1);

        dispatchAndWork();
        long read = entries.readCount();
        consumer(2, 1);
        dispatchAndWork();

        assertThat(read).isEqualTo(DEPTH);
        assertThat(entries.readCount()).isEqualTo(DEPTH);
    }

    @Test
    void keepsWhatAScanHasFoundWhileNobodyAsks() {
        for (int i = 0; i < DEPTH; i++) {
            entries.send(0, i % 500 == 0 ? 2 : 1);
        }
        LeasedConsumer consumer = consumer(2, 2);
        assertThat(dispatchAndWork()).containsExactly(0L, 500L);
        SettleDraft draft = group.draft();
        group.detach(consumer, draft, 0, ReleaseTerms.NOW);
        draft.build();
        long read = entries.readCount();

        consumer(2, 3);

        assertThat(dispatch()).containsExactly(0L, 500L, 1_000L);
        assertThat(entries.readCount()).isLessThan(read + 10);
    }

    @Test
    void givesNoLowerPriorityBeforeTheHigherOneIsLookedThrough() {
        for (int i = 0; i < DEPTH; i++) {
            entries.send(0, i == DEPTH - 1 ? 2 : 1, 9, EntryDetails.NONE);
        }
        entries.send(1, 2);
        consumer(2, 5);

        assertThat(dispatch()).isEmpty();

        assertThat(dispatchAndWork()).containsExactly(DEPTH - 1L, 0L);
    }

    @Test
    void ignoresAJobOfAScanThatIsGone() {
        entries.send(0, 2, DEPTH);
        LeasedConsumer consumer = consumer(2, 1);
        dispatch();
        group.detach(consumer, group.draft(), 0, ReleaseTerms.NOW);
        for (int i = 0; i < 40; i++) {
            LeasedConsumer other = group.attach("other", new ColourFilter(100 + i));
            group.detach(other, group.draft(), 0, ReleaseTerms.NOW);
        }

        work();
        consumer(2, 1);

        assertThat(dispatch()).isEmpty();
        assertThat(dispatchAndWork()).containsExactly(0L);
    }

    @Test
    void survivesRetentionUnderAJob() {
        entries.send(0, 2, DEPTH);
        consumer(2, 3);
        dispatch();
        entries.deleteBelow(0, 15_000);

        assertThat(dispatchAndWork()).containsExactly(15_000L, 15_001L, 15_002L);
    }

    @Test
    void looksItselfWhereAJobHasFailed() {
        entries.send(0, 1, 2_000);
        entries.send(0, 2);
        group = new LeasedGroup(group.progress(), new FailingOnce(entries), 3);
        consumer(2, 1);

        assertThat(dispatchAndWork()).containsExactly(2_000L);
    }

    /** Fails the first read. */
    private static final class FailingOnce implements QueueEntries {
        private final QueueEntries entries;
        private boolean hasFailed;

        FailingOnce(QueueEntries entries) {
            this.entries = entries;
        }

        @Override
        public int queueCount() {
            return entries.queueCount();
        }

        @Override
        public long minOffset(int queueId) {
            return entries.minOffset(queueId);
        }

        @Override
        public long maxOffset(int queueId) {
            return entries.maxOffset(queueId);
        }

        @Override
        public int read(int queueId, long fromOffset, int maxEntries, EntryVisitor visitor) {
            if (!hasFailed) {
                hasFailed = true;
                throw new IllegalStateException("as wanted");
            }
            return entries.read(queueId, fromOffset, maxEntries, visitor);
        }

        @Override
        public EntryMarks marks(int queueId) {
            return entries.marks(queueId);
        }

        @Override
        public EntryDetails details(long position, int sizeBytes) {
            return entries.details(position, sizeBytes);
        }
    }
}
