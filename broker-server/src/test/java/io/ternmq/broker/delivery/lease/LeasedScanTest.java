package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Costly filters over deep queues, with the workers' part played in place. */
class LeasedScanTest {

    private static final int DEPTH = 20_000;

    private static final ScanLimits LIMITS = new ScanLimits(512, 1_024, 8_192, 2);

    private final FakeEntries entries = new FakeEntries(2);
    private final List<ScanJob> jobs = new ArrayList<>();
    private LeasedGroup group = new LeasedGroup(new GroupProgress("g", "t", ViewKind.QUEUE, 0), entries, 3, LIMITS);

    LeasedScanTest() {
        entries.onArrival(queueId -> group.onArrival(queueId));
    }

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

        assertThat(entries.readCount()).as("two jobs at a time").isBetween(7_168L, 7_168L + 10);
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
    void givesMatchesOfAllQueuesInTheOrderOfTheLog() {
        for (int i = 0; i < DEPTH; i++) {
            entries.send(i / 3_000 % 2, i % 500 == 0 ? 2 : 1);
        }
        group.addCredit(consumer(2, 0), DEPTH);
        List<Long> positions = new ArrayList<>();
        do {
            work();
            while (group.dispatch(1, 512, (consumer, first, leases) -> leases.forEach(lease -> positions.add(lease.position())))) {
                assertThat(positions).isSorted();
            }
            group.takeScanJobs(jobs::add);
        } while (!jobs.isEmpty());

        assertThat(positions).hasSize(DEPTH / 500).isSorted();
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
        group = new LeasedGroup(group.progress(), new FailingOnce(entries, 0), 3, LIMITS);
        consumer(2, 1);

        assertThat(dispatchAndWork()).containsExactly(2_000L);
    }

    private void sendAMatchEach(int distance) {
        for (int i = 0; i < DEPTH; i++) {
            entries.send(0, i % distance == 0 ? 2 : 1);
        }
    }

    private static List<Long> multiples(long from, int distance) {
        return LongStream.iterate(from, offset -> offset < DEPTH, offset -> offset + distance).boxed().toList();
    }

    private void work(ScanJob job) {
        jobs.remove(job);
        job.run();
        job.finish();
    }

    @Test
    void givesWhatJobsFindInOrderWhicheverIsDoneFirst() {
        sendAMatchEach(500);
        consumer(2, DEPTH);
        dispatch();
        work();
        assertThat(dispatch()).containsExactly(0L, 500L, 1_000L);
        assertThat(jobs).as("two at a time").hasSize(2);

        work(jobs.get(1));
        List<Long> beforeTheFirst = dispatch();
        int ahead = jobs.size();
        List<Long> given = new ArrayList<>();
        while (!jobs.isEmpty()) {
            work(jobs.get(jobs.size() - 1));
            given.addAll(dispatch());
        }

        assertThat(beforeTheFirst).isEmpty();
        assertThat(ahead).as("the first and one farther ahead").isEqualTo(2);
        assertThat(given).isEqualTo(multiples(1_500, 500));
    }

    @Test
    void asksForNoMoreThanAFewJobsAheadOfOneThatTakesLong() {
        sendAMatchEach(500);
        group = new LeasedGroup(group.progress(), entries, 3, new ScanLimits(512, 64, 64, 2));
        consumer(2, DEPTH);
        dispatch();
        work();
        assertThat(dispatch()).containsExactly(0L);

        while (jobs.size() > 1) {
            work(jobs.get(1));
            assertThat(dispatch()).isEmpty();
        }

        assertThat(entries.readCount()).as("the first, and three ahead of the second").isBetween(4 * 64L, 4 * 64L + 10);
        assertThat(dispatchAndWork()).isEqualTo(multiples(500, 500));
    }

    @Test
    void givesWhatComesBackWhileJobsLookAtItsPlace() {
        sendAMatchEach(500);
        LeasedConsumer other = group.attach("other", EntryFilter.ALL);
        group.addCredit(other, 3_500);
        dispatch();
        consumer(2, DEPTH);
        dispatch();
        work();
        assertThat(dispatch()).isEmpty();

        ScanJob early = jobs.get(0);
        ScanJob late = jobs.get(1);
        early.run();
        SettleDraft draft = group.draft();
        draft.settle(other, Outcome.RELEASE_CLEAN, 1_001, 1_001, ReleaseTerms.NOW);
        draft.settle(other, Outcome.RELEASE_CLEAN, 1_501, 1_501, ReleaseTerms.NOW);
        draft.settle(other, Outcome.RELEASE_CLEAN, 3_001, 3_001, ReleaseTerms.NOW);
        draft.build();
        work(late);
        assertThat(dispatch()).as("before its first job has looked").containsExactly(1_000L);
        early.finish();
        jobs.remove(early);

        assertThat(dispatchAndWork()).startsWith(1_500L, 3_000L).endsWith(DEPTH - 500L).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void looksAgainAtWhatWasFoundBehindAJobThatHasFailed() {
        sendAMatchEach(500);
        group = new LeasedGroup(group.progress(), new FailingOnce(entries, 1_024), 3, LIMITS);
        consumer(2, DEPTH);
        List<Long> given = new ArrayList<>(dispatch());
        work();
        given.addAll(dispatch());
        ScanJob failing = jobs.get(0);

        work(jobs.get(1));
        work(failing);

        assertThat(failing.failure()).isNotNull();
        given.addAll(dispatchAndWork());
        assertThat(given).isEqualTo(multiples(0, 500));
    }

    @Test
    void looksAtWhatRetentionHasLeftOfAJobsPart() {
        entries.send(0, 2, DEPTH);
        consumer(2, 3);
        dispatch();
        entries.deleteBelow(0, 700);

        assertThat(dispatchAndWork()).containsExactly(700L, 701L, 702L);
    }

    @Test
    void letsFiltersTakeTurns() {
        sendAMatchEach(2_000);
        consumer(2, DEPTH);
        dispatch();
        work();
        dispatch();

        consumer(1, 1);
        assertThat(dispatch()).isEmpty();

        assertThat(jobs).as("two of the one that is there, one of the new one").hasSize(3);
    }

    /** Fails the first read of many entries from an offset. */
    private static final class FailingOnce implements QueueEntries {
        private final QueueEntries entries;
        private final long failingOffset;
        private boolean hasFailed;

        FailingOnce(QueueEntries entries, long failingOffset) {
            this.entries = entries;
            this.failingOffset = failingOffset;
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
            if (!hasFailed && fromOffset == failingOffset && maxEntries > 1) {
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
