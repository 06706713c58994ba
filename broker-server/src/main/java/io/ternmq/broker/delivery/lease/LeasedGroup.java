package io.ternmq.broker.delivery.lease;

import static java.util.Objects.requireNonNull;

import io.ternmq.broker.delivery.lease.SettleRecord.QueueSettlement;
import io.ternmq.broker.delivery.lease.SettleRecord.Reason;
import io.ternmq.broker.delivery.lease.SettleRecord.Release;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * A leased group in one topic: durable progress, consumers, and who holds what. Engine thread.
 *
 * <p>Settlements are decided here ({@link #draft}), appended by the engine, and take effect when the engine calls {@link
 * #apply}; until then the messages go to nobody else, and nothing is dispatched, so that what was given back is seen before
 * what comes after it.
 */
public final class LeasedGroup {

    private final GroupProgress progress;
    private final QueueEntries entries;
    private final RedeliveryRules rules;
    private final int maxDeadLetterBytes;
    private final boolean isDeadLetterTopic;
    private final ScanLimits scanLimits;
    private final List<ScanJob> wantedJobs = new ArrayList<>();
    private final List<QueueHolds> holds = new ArrayList<>();
    private final DelayedReleases delayed = new DelayedReleases();
    private final Lanes lanes = new Lanes();
    private final LaneRecall laneRecall;
    private final FilterScans scans = new FilterScans();
    private final Expiry expiry;
    private final Set<LeasedConsumer> consumers = new LinkedHashSet<>();
    /** Bits of {@link Note}. */
    private int notes;
    /** Settlements that are decided and not applied yet. */
    private int pendingRecordCount;
    private int lookedAt;

    /**
     * A group over its durable progress, without consumers.
     *
     * @param progress durable state, which this object goes on changing through {@link #apply}
     * @param entries queue index of the topic
     * @param rules what becomes of messages that the application failed to process, unless a consumer says otherwise
     * @param maxDeadLetterBytes longer messages never become dead letters, whatever a consumer says, since there is no room for copies
     * @param isDeadLetterTopic whether they are dead letters already, and never become ones unless they are rejected
     */
    public LeasedGroup(GroupProgress progress, QueueEntries entries, RedeliveryRules rules, int maxDeadLetterBytes,
            boolean isDeadLetterTopic) {
        this(progress, entries, rules, maxDeadLetterBytes, isDeadLetterTopic, ScanLimits.DEFAULT);
    }

    private LeasedGroup(GroupProgress progress, QueueEntries entries, RedeliveryRules rules, int maxDeadLetterBytes,
            boolean isDeadLetterTopic, ScanLimits scanLimits) {
        this.progress = requireNonNull(progress, "progress");
        this.entries = requireNonNull(entries, "entries");
        this.maxDeadLetterBytes = maxDeadLetterBytes;
        this.isDeadLetterTopic = isDeadLetterTopic;
        this.rules = bounded(requireNonNull(rules, "rules"));
        this.scanLimits = scanLimits;
        this.laneRecall = new LaneRecall(lanes, entries);
        this.expiry = new Expiry(this, entries);
        progress.queues().forEach((queueId, queue) -> queue.released().forEach(release -> delayed.add(queueId, release)));
    }

    /** The same that gives messages up after so many deliveries, and has no other rules than the default ones. */
    LeasedGroup(GroupProgress progress, QueueEntries entries, int maxDeliveries) {
        this(progress, entries, maxDeliveries, ScanLimits.DEFAULT);
    }

    LeasedGroup(GroupProgress progress, QueueEntries entries, int maxDeliveries, ScanLimits scanLimits) {
        this(progress, entries, RedeliveryRules.upTo(maxDeliveries), Integer.MAX_VALUE, false, scanLimits);
    }

    /** What whoever dispatches notes of a group, here since a look-up of each of thousands of groups costs as much as to dispatch it. */
    public enum Note {
        /** It is to be dispatched. */
        CHANGED,
        /** It may have got further. */
        MOVED
    }

    /** Notes something; false when that is noted already. */
    public boolean note(Note what) {
        int before = notes;
        notes |= 1 << what.ordinal();
        return notes != before;
    }

    /** The opposite of {@link #note}. */
    public void forget(Note what) {
        notes &= ~(1 << what.ordinal());
    }

    /** The durable part. */
    public GroupProgress progress() {
        return progress;
    }

    /** How many consumers are attached. */
    public int consumerCount() {
        return consumers.size();
    }

    /** Whether nothing is leased, held by a transaction, or about to be settled. */
    public boolean isIdle() {
        return pendingRecordCount == 0 && holds.stream().allMatch(queue -> queue.held().isEmpty());
    }

    /**
     * Whether there may be something to give, or to note, when messages are accepted: where there are no lanes, nothing waits for that in
     * a queue, and a subscription's marks follow from what is accepted.
     */
    public boolean waitsForAcceptance() {
        return progress.kind() == ViewKind.SUBSCRIPTION || lanes.count() > 0;
    }

    Lanes lanes() {
        return lanes;
    }

    RedeliveryRules rules() {
        return rules;
    }

    /**
     * The rules for a message that is given back, as far as they may be followed here.
     *
     * @param wanted what its consumer wants; null for the group's own
     */
    RedeliveryRules rules(Lease lease, RedeliveryRules wanted) {
        RedeliveryRules bounded = wanted == null ? rules : bounded(wanted);
        boolean wouldBeBuried = bounded.giveUp() == RedeliveryRules.GiveUp.DEAD_LETTER;
        return wouldBeBuried && !canBeBuried(lease) ? bounded.withoutEnd() : bounded;
    }

    private RedeliveryRules bounded(RedeliveryRules wanted) {
        boolean isEndless = isDeadLetterTopic || progress.topic().equals(wanted.deadLetterTopic());
        return isEndless ? wanted.withoutEnd() : wanted;
    }

    /** Whether there is room for a copy. */
    boolean canBeBuried(Lease lease) {
        return lease.sizeBytes() <= maxDeadLetterBytes;
    }

    /**
     * Adds a consumer without credit.
     *
     * @param owner anything that the caller wants to find again in {@link LeasedConsumer#owner}
     * @param filter what it wants; a subscription's consumers must all have an equal key
     */
    public LeasedConsumer attach(Object owner, EntryFilter filter) {
        FilterScan scan = scans.of(filter);
        LeasedConsumer consumer = new LeasedConsumer(owner, scan);
        scan.join(consumer);
        consumers.add(consumer);
        return consumer;
    }

    /**
     * Stops dispatching to a consumer. What the application has not seen goes back clean; the rest stays leased to it until it is
     * settled, by {@link SettleDraft#settle} or {@link #detach}.
     *
     * @param draft where the changes are collected
     * @param deliveredSequence highest sequence that was handed to the application, 0 for none
     */
    public void withdraw(LeasedConsumer consumer, SettleDraft draft, long deliveredSequence) {
        giveBackAbove(consumer, draft, deliveredSequence);
        if (consumer.isAttached()) {
            consumer.scan().leave(consumer);
            consumer.detached();
            consumers.remove(consumer);
        }
    }

    /**
     * Gives back clean what a consumer holds above a sequence: it was not seen, or has not even arrived.
     *
     * @param draft where the changes are collected
     * @param lastSequence highest sequence that stays leased, 0 for none
     */
    public void giveBackAbove(LeasedConsumer consumer, SettleDraft draft, long lastSequence) {
        LeaseWindow window = consumer.window();
        long last = window.nextSequence() - 1;
        window.removeRange(Math.min(lastSequence, last) + 1, last, lease -> draft.settle(lease, Outcome.RELEASE_CLEAN, ReleaseTerms.NOW));
    }

    /**
     * Takes a consumer out: what the application has seen is given back with a higher count, the rest clean. What a transaction
     * holds stays with the transaction.
     *
     * @param draft where the changes are collected
     * @param deliveredSequence highest sequence that was handed to the application, 0 for none
     * @param terms how what was seen is given back
     */
    public void detach(LeasedConsumer consumer, SettleDraft draft, long deliveredSequence, ReleaseTerms terms) {
        withdraw(consumer, draft, deliveredSequence);
        LeaseWindow window = consumer.window();
        window.removeRange(1, window.nextSequence() - 1, lease -> draft.settle(lease, Outcome.RELEASE, terms));
    }

    /**
     * Looks at what waits here, without taking it.
     *
     * @param nowMs wall-clock time, which decides whether a delayed message is due
     * @param deliveredSequence of a consumer of this group, the highest sequence that was handed to the application
     */
    public BrowseRound browse(long nowMs, ToLongFunction<LeasedConsumer> deliveredSequence) {
        return new BrowseRound(this, entries, nowMs, undelivered(deliveredSequence));
    }

    private Map<Integer, OffsetSet> undelivered(ToLongFunction<LeasedConsumer> deliveredSequence) {
        Map<Integer, OffsetSet> undelivered = new HashMap<>();
        for (LeasedConsumer consumer : consumers) {
            consumer.window().forEachAbove(deliveredSequence.applyAsLong(consumer),
                lease -> undelivered.computeIfAbsent(lease.queueId(), id -> new OffsetSet()).add(lease.queueOffset()));
        }
        return undelivered;
    }

    /** Gives a consumer more credit; a negative number takes some back, but not below 0. */
    public void addCredit(LeasedConsumer consumer, long credit) {
        if (consumer.isAttached()) {
            consumer.scan().creditChanged(consumer, Math.max(0, consumer.credit() + credit));
        }
    }

    /** Starts a settlement of this group: any number of changes, one record. */
    public SettleDraft draft() {
        return new SettleDraft(this);
    }

    /** New messages of a queue are visible. To be told as long as there are consumers. */
    public void onArrival(int queueId) {
        scans.onArrival(queueId);
    }

    /**
     * Leases what is available to consumers with credit.
     *
     * @param nowMs wall-clock time, which decides whether a delayed message is due
     * @param scanBudget how many entries may be looked at, at least 1
     * @return true when the budget ended the round: call again in the next one. False when there is nothing to do before the next
     *     arrival, credit, applied record or {@link #nextDueMs}
     */
    public boolean dispatch(long nowMs, int scanBudget, DispatchSink sink) {
        lookedAt = 0;
        if (pendingRecordCount > 0 || scans.isEmpty()) {
            return false;
        }
        laneRecall.recall(progress, delayed, holds);
        giveBackDue(nowMs);
        int queueCount = entries.queueCount();
        if (!scans.hasWork(queueCount)) {
            return false;
        }
        DispatchRound round = new DispatchRound(this, entries, queueCount, nowMs, scanBudget);
        boolean hasMore = round.run(scans.inTurn(), sink);
        lookedAt = scanBudget - round.budget();
        return hasMore;
    }

    /** How many entries the last {@link #dispatch} has looked at. */
    public int lookedAt() {
        return lookedAt;
    }

    ScanLimits scanLimits() {
        return scanLimits;
    }

    void want(ScanJob job) {
        wantedJobs.add(job);
        job.start();
    }

    /** Visits the jobs that {@link #dispatch} wants to be done by others: it goes on when they are finished. */
    public void takeScanJobs(Consumer<ScanJob> visitor) {
        if (!wantedJobs.isEmpty()) {
            wantedJobs.forEach(visitor);
            wantedJobs.clear();
        }
    }

    /** A job has found these; what has another priority is the business of another cursor. */
    void onScanned(int queueId, int priority, OffsetSet matches) {
        EntryMarks marks = entries.marks(queueId);
        QueueProgress queue = progress.queue(queueId);
        boolean isMixed = priority == EntryMarks.DEFAULT_PRIORITY && marks.priorities() != 0;
        List<Long> others = new ArrayList<>();
        matches.forEach(offset -> {
            if (queue.isFinished(offset) || isMixed && marks.priority(offset) != priority) {
                others.add(offset);
            }
        });
        others.forEach(matches::remove);
        if (progress.kind() == ViewKind.SUBSCRIPTION) {
            holds(queueId).owed().addAll(matches);
        }
    }

    /** The earliest time at which a delayed message becomes due; {@link Long#MAX_VALUE} when there is none. */
    public long nextDueMs() {
        return delayed.nextDueMs();
    }

    /** True when the consumer's filter has seen everything there is, and nothing given back waits for it. */
    public boolean hasNothingFor(LeasedConsumer consumer) {
        for (int queueId = 0; queueId < entries.queueCount(); queueId++) {
            QueueScan queue = consumer.scan().queue(queueId);
            long passed = Math.max(queue.passed(entries.marks(queueId)), progress.lowWaterMark(queueId));
            if (!queue.hasNothingWaiting() || passed < entries.maxOffset(queueId)) {
                return false;
            }
        }
        return pendingRecordCount == 0;
    }

    /** Applies a record of this group and topic, decided here or replayed. */
    public void apply(SettleRecord record) {
        progress.apply(record);
        pendingRecordCount = Math.max(0, pendingRecordCount - 1);
        for (QueueSettlement settlement : record.queues()) {
            applyHolds(settlement);
        }
    }

    private void applyHolds(QueueSettlement settlement) {
        int queueId = settlement.queueId();
        QueueHolds queueHolds = holds(queueId);
        long[] ranges = settlement.finishedRanges();
        for (int i = 0; i < ranges.length && !queueHolds.held().isEmpty(); i += 2) {
            queueHolds.held().removeRange(ranges[i], ranges[i + 1]);
            lanes.finished(queueId, ranges[i], ranges[i + 1]);
        }
        for (Release release : settlement.released()) {
            if (release.notBeforeMs() > 0) {
                lanes.delayed(queueId, release.queueOffset());
            }
            unhold(queueHolds, queueId, release.queueOffset());
            delayed.add(queueId, release);
            if (release.notBeforeMs() == 0) {
                giveBack(queueId, release.queueOffset());
            }
        }
    }

    /**
     * Locks a message for a prepared transaction until a record settles it, whether it is leased at the moment or not. Idempotent; in
     * replay as well.
     */
    public void lock(int queueId, long queueOffset) {
        if (!progress.queue(queueId).isFinished(queueOffset)) {
            holds(queueId).held().add(queueOffset);
            if (progress.kind() == ViewKind.SUBSCRIPTION) {
                holds(queueId).owed().add(queueOffset);
            }
        }
    }

    /**
     * A locked message as something that can be settled.
     *
     * @param earlierDeliveries how often the application had seen it when it was delivered
     */
    Lease locked(int queueId, long queueOffset, int earlierDeliveries) {
        // Unless retention has taken it, whatever pins it: then there is nothing to copy if it becomes a dead letter.
        Lease[] lease = {new Lease(queueId, queueOffset, -1, 0, earlierDeliveries)};
        entries.read(queueId, queueOffset, 1, (offset, position, sizeBytes, tagsCode) -> {
            lease[0] = new Lease(queueId, offset, position, sizeBytes, earlierDeliveries);
            return false;
        });
        return lease[0];
    }

    /** Gives back a message of which nothing durable changes. */
    void giveBackClean(Lease lease) {
        unhold(holds(lease.queueId()), lease.queueId(), lease.queueOffset());
        giveBack(lease.queueId(), lease.queueOffset());
    }

    private void unhold(QueueHolds queueHolds, int queueId, long queueOffset) {
        queueHolds.held().remove(queueOffset);
        lanes.left(queueId, queueOffset, queueOffset + 1);
    }

    private void giveBack(int queueId, long queueOffset) {
        if (!scans.isEmpty()) {
            scans.giveBack(queueId, entries.marks(queueId).priority(queueOffset), queueOffset);
        }
    }

    /** Nobody gets the message any more; {@link #takeExpired} says so in a record. */
    void expire(Lease lease) {
        expiry.add(lease);
    }

    /**
     * The record that finishes the messages whose time is over, as {@link #dispatch} or a consumer has found. To be logged before the
     * next dispatch.
     */
    public SettleDecision takeExpired() {
        return expiry.take();
    }

    /**
     * Some messages of which the time may be over.
     *
     * @param offsets queue offsets
     * @param nextOffset where to go on; -1 when there are no more
     */
    public record Sweep(List<Long> offsets, long nextOffset) {
    }

    /**
     * Looks for messages that nobody has at the moment and that may have expired: they say more of themselves than others.
     *
     * @param fromOffset where to begin
     * @param maxLooks how many may be looked at, at least 1
     */
    public Sweep sweep(int queueId, long fromOffset, int maxLooks) {
        return expiry.sweep(queueId, fromOffset, maxLooks);
    }

    /** Takes messages out that were found to have expired, unless somebody has them now; {@link #takeExpired} says so in a record. */
    public void expireUnheld(List<Lease> found) {
        expiry.addUnheld(found);
    }

    /** A decision that only accepted these will never be applied. */
    void decisionDropped(List<Lease> accepted) {
        pendingRecordCount--;
        if (progress.kind() == ViewKind.SUBSCRIPTION) {
            accepted.forEach(lease -> holds(lease.queueId()).owed().add(lease.queueOffset()));
        }
    }

    /** A decision could not be logged: nothing of it happens, and its messages are held as before. */
    public void cancel(SettleRecord decided) {
        pendingRecordCount = Math.max(0, pendingRecordCount - 1);
        if (progress.kind() == ViewKind.SUBSCRIPTION) {
            decided.queues().forEach(this::oweAgain);
        }
    }

    private void oweAgain(QueueSettlement settlement) {
        OffsetSet owed = new OffsetSet();
        long[] ranges = settlement.finishedRanges();
        for (int i = 0; i < ranges.length; i += 2) {
            owed.addRange(ranges[i], ranges[i + 1]);
        }
        progress.queue(settlement.queueId()).removeFinished(owed);
        holds(settlement.queueId()).owed().addAll(owed);
    }

    void recordDecided() {
        pendingRecordCount++;
    }

    QueueHolds holds(int queueId) {
        while (holds.size() <= queueId) {
            holds.add(new QueueHolds());
        }
        return holds.get(queueId);
    }

    /**
     * The low-water mark that a record states. A queue's mark follows from what is finished, except that retention may have
     * passed it; a subscription's also passes over what it never wanted.
     */
    long markToRecord(int queueId) {
        long mark = progress.kind() == ViewKind.SUBSCRIPTION ? subscriptionMark(queueId) : 0;
        return Math.max(mark, entries.minOffset(queueId));
    }

    /** Where a subscription has got to: the first message that it is owed or has not looked at. */
    private long subscriptionMark(int queueId) {
        OffsetSet owed = holds(queueId).owed();
        long passed = scans.passed(queueId, entries.marks(queueId));
        return owed.isEmpty() ? passed : Math.min(passed, owed.first());
    }

    /**
     * A record that only raises low-water marks: for a subscription that passes over much and settles little, and after
     * retention.
     *
     * @param minimumGain offsets by which a mark must rise to be worth a record, at least 1
     */
    public SettleDecision advance(long minimumGain) {
        List<QueueSettlement> marks = new ArrayList<>();
        for (int queueId = 0; queueId < entries.queueCount(); queueId++) {
            long mark = markToRecord(queueId);
            if (mark - progress.lowWaterMark(queueId) >= minimumGain) {
                marks.add(new QueueSettlement(queueId, mark, new long[0], List.of()));
            }
        }
        if (marks.isEmpty()) {
            return SettleDecision.NOTHING;
        }
        recordDecided();
        return new SettleDecision(this, new SettleRecord(progress.group(), progress.topic(), Reason.SETTLED, marks), List.of(),
            List.of());
    }

    private void giveBackDue(long nowMs) {
        for (DelayedReleases.Due due = delayed.takeDue(nowMs); due != null; due = delayed.takeDue(nowMs)) {
            long notBeforeMs = progress.queue(due.queueId()).notBeforeMs(due.queueOffset());
            if (notBeforeMs <= nowMs) {
                lanes.resumed(due.queueId(), due.queueOffset());
            }
            if (notBeforeMs == due.notBeforeMs() && !holds(due.queueId()).held().contains(due.queueOffset())) {
                giveBack(due.queueId(), due.queueOffset());
            }
        }
    }
}
