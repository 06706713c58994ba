package io.ternmq.broker.delivery.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A group under random sends, consumers, credit, settlements, transactions and crashes, beside a simple model of what must be
 * true. Every failure names the seed.
 */
final class LeaseSimulation {

    private static final int COLOURS = 3;
    private static final int QUEUES = 3;
    private static final int MAX_DELIVERIES = 4;
    private static final long CREATED_POSITION = 1_000;

    private record Key(int queueId, long queueOffset) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparingInt(Key::queueId).thenComparingLong(Key::queueOffset).compare(this, other);
        }
    }

    /** What the model knows of a message. */
    private static final class Fate {
        private final int priority;
        private final EntryDetails said;
        private boolean isHeld;
        /** Who got it last; a transaction of that consumer may hold it by now. */
        private Member holder;
        private boolean isFinished;
        private int deliveries;
        private long notBeforeMs;

        Fate(int priority, EntryDetails said) {
            this.priority = priority;
            this.said = said;
        }
    }

    private static final class Member {
        private final LeasedConsumer consumer;
        private final EntryFilter filter;
        private final TreeMap<Long, Key> held = new TreeMap<>();
        private long nextSequence = 1;
        private long credit;

        Member(LeasedConsumer consumer, EntryFilter filter) {
            this.consumer = consumer;
            this.filter = filter;
        }
    }

    private record Transaction(HeldAcks acks, List<Key> keys) {
    }

    private final ViewKind kind;
    private final long seed;
    private final Random random;
    private final FakeEntries entries = new FakeEntries(QUEUES);
    private final boolean isCostly;
    private final ScanLimits limits;
    private final EntryFilter subscriptionFilter;
    private final List<ScanJob> jobs = new ArrayList<>();
    private final TreeMap<Key, Fate> fates = new TreeMap<>();
    private final List<ByteBuf> log = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final List<Transaction> transactions = new ArrayList<>();
    private ByteBuf snapshot;
    private int snapshotEnd;
    private LeasedGroup group;
    private long nowMs = 1;
    private int step;

    LeaseSimulation(ViewKind kind, long seed) {
        this.kind = kind;
        this.seed = seed;
        this.random = new Random(seed);
        this.isCostly = random.nextBoolean();
        this.limits = scanLimits(random);
        this.subscriptionFilter = random.nextBoolean() ? new ColourFilter(1, isCostly) : EntryFilter.ALL;
        this.group = newGroup(newProgress());
        entries.onArrival(queueId -> group.onArrival(queueId));
    }

    private static ScanLimits scanLimits(Random random) {
        int inline = 1 + random.nextInt(4);
        int first = 1 + random.nextInt(3);
        return new ScanLimits(inline, first, first + random.nextInt(4), 1 + random.nextInt(3));
    }

    private LeasedGroup newGroup(GroupProgress progress) {
        return new LeasedGroup(progress, entries, MAX_DELIVERIES, limits);
    }

    private GroupProgress newProgress() {
        return new GroupProgress("g", "t", kind, CREATED_POSITION);
    }

    void step() {
        step++;
        nowMs += random.nextInt(3);
        int choice = random.nextInt(100);
        if (choice < 30) {
            send();
        } else if (choice < 36) {
            join();
        } else if (choice < 39) {
            leave();
        } else if (choice < 55) {
            addCredit();
        } else if (choice < 75) {
            settle();
        } else if (choice < 81) {
            hold();
        } else if (choice < 86) {
            endTransaction();
        } else if (choice < 87) {
            crash();
        } else if (choice < 89) {
            takeSnapshot();
        } else if (choice < 90) {
            append(group.advance(1));
        } else if (choice < 93) {
            finishJob();
        } else {
            dispatch(1 + random.nextInt(50));
        }
        checkProgress();
        if (kind == ViewKind.QUEUE && random.nextInt(8) == 0) {
            checkBrowse();
        }
    }

    /** Lets everything come to an end: transactions commit, one greedy consumer takes the rest. */
    void drain() {
        while (!transactions.isEmpty()) {
            endTransaction();
        }
        while (!members.isEmpty()) {
            leave();
        }
        nowMs += 1_000;
        Member greedy = join(kind == ViewKind.SUBSCRIPTION ? subscriptionFilter : EntryFilter.ALL);
        group.addCredit(greedy.consumer, 1_000_000);
        greedy.credit = 1_000_000;
        dispatch(100_000);
        while (!jobs.isEmpty()) {
            finishJob();
            dispatch(100_000);
        }
        if (!greedy.held.isEmpty()) {
            settle(greedy, Outcome.ACCEPT, greedy.held.firstKey(), greedy.held.lastKey());
        }
        checkProgress();
    }

    List<Object> unfinished() {
        List<Object> missing = new ArrayList<>();
        fates.forEach((key, fate) -> {
            if (!fate.isFinished && isOwed(key)) {
                missing.add(key);
            }
        });
        return missing;
    }

    private void send() {
        int queueId = random.nextInt(QUEUES);
        for (int i = random.nextInt(8); i >= 0; i--) {
            int priority = random.nextInt(3) == 0 ? random.nextInt(10) : EntryMarks.DEFAULT_PRIORITY;
            EntryDetails said = said();
            long offset = entries.send(queueId, random.nextInt(COLOURS), priority, said);
            fates.put(new Key(queueId, offset), new Fate(priority, said));
        }
    }

    private EntryDetails said() {
        long expirationMs = random.nextInt(6) == 0 ? nowMs + random.nextInt(40) : 0;
        long sendingPosition = random.nextInt(8) == 0 ? CREATED_POSITION - 1 + random.nextInt(2) : 0;
        String messageGroup = random.nextInt(3) == 0 ? "group " + random.nextInt(3) : null;
        return new EntryDetails(expirationMs, messageGroup, sendingPosition);
    }

    private void join() {
        boolean isSelective = random.nextBoolean();
        join(kind == ViewKind.SUBSCRIPTION ? subscriptionFilter
            : isSelective ? new ColourFilter(random.nextInt(COLOURS), isCostly) : EntryFilter.ALL);
    }

    private Member join(EntryFilter filter) {
        Member member = new Member(group.attach(null, filter), filter);
        members.add(member);
        return member;
    }

    private void leave() {
        if (members.isEmpty()) {
            return;
        }
        Member member = members.remove(random.nextInt(members.size()));
        long delivered = random.nextInt((int) member.nextSequence);
        SettleDraft draft = group.draft();
        group.detach(member.consumer, draft, delivered, ReleaseTerms.NOW);
        member.held.forEach((sequence, key) -> model(key, sequence <= delivered ? Outcome.RELEASE : Outcome.RELEASE_CLEAN, 0));
        append(draft.build());
    }

    private void addCredit() {
        if (!members.isEmpty()) {
            Member member = anyMember();
            int credit = 1 + random.nextInt(10);
            group.addCredit(member.consumer, credit);
            member.credit += credit;
        }
    }

    private void settle() {
        if (members.isEmpty()) {
            return;
        }
        Member member = anyMember();
        if (member.nextSequence == 1) {
            return;
        }
        long from = 1 + random.nextInt((int) member.nextSequence - 1);
        long to = Math.min(member.nextSequence - 1, from + random.nextInt(5));
        settle(member, Outcome.ofCode(random.nextInt(8) < 5 ? 0 : random.nextInt(4)), from, to);
    }

    private void settle(Member member, Outcome outcome, long from, long to) {
        SettleDraft draft = group.draft();
        long notBeforeMs = random.nextInt(3) == 0 ? nowMs + 1 + random.nextInt(20) : 0;
        int settled = draft.settle(member.consumer, outcome, from, to, new ReleaseTerms(notBeforeMs, null));
        Map<Long, Key> range = member.held.subMap(from, to + 1);
        assertThat(settled).as(toString()).isEqualTo(range.size());
        range.values().forEach(key -> model(key, outcome, notBeforeMs));
        range.clear();
        append(draft.build());
    }

    private void hold() {
        if (members.isEmpty() || random.nextInt(3) > 0 && !transactions.isEmpty()) {
            return;
        }
        Member member = anyMember();
        if (member.held.isEmpty()) {
            return;
        }
        long from = member.held.firstKey();
        long to = Math.min(member.nextSequence - 1, from + random.nextInt(4));
        Transaction transaction = new Transaction(new HeldAcks(), new ArrayList<>());
        Map<Long, Key> range = member.held.subMap(from, to + 1);
        assertThat(transaction.acks().hold(group, member.consumer, from, to)).as(toString()).isEqualTo(range.size());
        transaction.keys().addAll(range.values());
        range.clear();
        transactions.add(transaction);
    }

    private void endTransaction() {
        if (transactions.isEmpty()) {
            return;
        }
        Transaction transaction = transactions.remove(random.nextInt(transactions.size()));
        boolean isCommitted = random.nextBoolean();
        HeldAcks acks = transaction.acks();
        List<SettleDecision> decisions = isCommitted ? acks.commit() : acks.rollback(ReleaseTerms.NOW);
        transaction.keys().forEach(key -> model(key, isCommitted ? Outcome.ACCEPT : Outcome.RELEASE, 0));
        decisions.forEach(this::append);
    }

    private void model(Key key, Outcome outcome, long notBeforeMs) {
        Fate fate = fates.get(key);
        assertThat(fate.isHeld).as("%s: %s held", this, key).isTrue();
        fate.isHeld = false;
        if (outcome == Outcome.RELEASE) {
            fate.deliveries++;
            fate.notBeforeMs = notBeforeMs;
        }
        boolean isUsedUp = outcome == Outcome.RELEASE && fate.deliveries >= MAX_DELIVERIES;
        fate.isFinished = outcome == Outcome.ACCEPT || outcome == Outcome.REJECT || isUsedUp;
    }

    private void finishJob() {
        if (!jobs.isEmpty()) {
            ScanJob job = jobs.remove(random.nextInt(jobs.size()));
            job.run();
            job.finish();
        }
    }

    private void dispatch(int budget) {
        Set<Key> given = new HashSet<>();
        Map<Member, Set<Key>> givenByMember = new LinkedHashMap<>();
        boolean hasMore = group.dispatch(nowMs, budget, (consumer, first, leases) -> {
            Member member = members.stream().filter(next -> next.consumer == consumer).findFirst().orElseThrow();
            assertThat(first).as(toString()).isEqualTo(member.nextSequence);
            checkOrder(leases);
            for (Lease lease : leases) {
                Key key = new Key(lease.queueId(), lease.queueOffset());
                take(member, key, lease);
                given.add(key);
                givenByMember.computeIfAbsent(member, any -> new HashSet<>()).add(key);
            }
        });
        expire(group.takeExpired());
        group.takeScanJobs(jobs::add);
        givenByMember.forEach((member, keys) -> keys.forEach(key -> checkNothingEarlier(member, key)));
        members.stream().filter(member -> member.credit > 0).forEach(this::checkNeverSaysNothing);
        if (!hasMore && jobs.isEmpty()) {
            members.stream().filter(member -> member.credit > 0).forEach(this::checkNothingAvailable);
        }
    }

    private void take(Member member, Key key, Lease lease) {
        Fate fate = fates.get(key);
        assertThat(fate.isHeld).as("%s: %s has two holders", this, key).isFalse();
        assertThat(fate.isFinished).as("%s: %s is finished", this, key).isFalse();
        assertThat(fate.notBeforeMs).as("%s: %s is not due", this, key).isLessThanOrEqualTo(nowMs);
        assertThat(lease.earlierDeliveries()).as("%s: %s", this, key).isEqualTo(fate.deliveries);
        assertThat(matches(member.filter, key) && isOwed(key)).as("%s: %s passes", this, key).isTrue();
        assertThat(isExpired(fate)).as("%s: %s has expired", this, key).isFalse();
        assertThat(member.credit).as("%s: credit", this).isPositive();
        checkLane(member, key, fate);
        fate.isHeld = true;
        fate.holder = member;
        member.credit--;
        member.held.put(member.nextSequence++, key);
    }

    private void checkLane(Member member, Key given, Fate fate) {
        laneMates(fate).forEach((key, mate) -> {
            assertThat(mate.isHeld && mate.holder != member).as("%s: %s while %s is held by another", this, given, key).isFalse();
            assertThat(isWaiting(mate)).as("%s: %s while %s waits for its time", this, given, key).isFalse();
        });
    }

    private Map<Key, Fate> laneMates(Fate fate) {
        Map<Key, Fate> mates = new LinkedHashMap<>();
        fates.forEach((key, mate) -> {
            if (mate != fate && fate.said.messageGroup() != null && fate.said.messageGroup().equals(mate.said.messageGroup())) {
                mates.put(key, mate);
            }
        });
        return mates;
    }

    private boolean isWaiting(Fate fate) {
        return !fate.isFinished && fate.notBeforeMs > nowMs;
    }

    /** Whether a consumer with this filter may get the message as far as its lane is concerned. */
    private boolean isLaneOpen(EntryFilter filter, Fate fate) {
        return laneMates(fate).values().stream().noneMatch(mate -> isWaiting(mate) || mate.isHeld && !isReady(mate.holder, filter));
    }

    private boolean isReady(Member holder, EntryFilter filter) {
        return members.contains(holder) && holder.credit > 0 && holder.filter.key().equals(filter.key());
    }

    private void checkOrder(List<Lease> leases) {
        List<Key> keys = leases.stream().map(lease -> new Key(lease.queueId(), lease.queueOffset())).toList();
        Comparator<Key> highestFirst = Comparator.comparing((Key key) -> fates.get(key).priority).reversed();
        assertThat(keys).as("%s: priorities, then the order of the log", this)
            .isSortedAccordingTo(highestFirst.thenComparing(this::position));
    }

    private void expire(SettleDecision decision) {
        for (Lease lease : decision.expired()) {
            Key key = new Key(lease.queueId(), lease.queueOffset());
            Fate fate = fates.get(key);
            assertThat(fate.isHeld || fate.isFinished || !isExpired(fate)).as("%s: %s has expired", this, key).isFalse();
            assertThat(isOwed(key)).as("%s: %s is owed", this, key).isTrue();
            fate.isFinished = true;
        }
        append(decision);
    }

    private void checkNothingEarlier(Member member, Key given) {
        int priority = fates.get(given).priority;
        long position = position(given);
        fates.forEach((key, fate) -> {
            if (fate.priority > priority || fate.priority == priority && position(key) < position) {
                assertThat(isAvailable(member.filter, key, fate)).as("%s: %s before %s", this, key, given).isFalse();
            }
        });
    }

    private long position(Key key) {
        return entries.position(key.queueId(), key.queueOffset());
    }

    private void checkNeverSaysNothing(Member member) {
        boolean hasSomething = fates.entrySet().stream()
            .anyMatch(next -> isAvailable(member.filter, next.getKey(), next.getValue()));
        assertThat(hasSomething && group.hasNothingFor(member.consumer)).as("%s: says nothing", this).isFalse();
    }

    private void checkNothingAvailable(Member member) {
        fates.forEach((key, fate) -> assertThat(isAvailable(member.filter, key, fate)).as("%s: %s waits", this, key).isFalse());
        assertThat(group.hasNothingFor(member.consumer)).as(toString()).isTrue();
    }

    private boolean isAvailable(EntryFilter filter, Key key, Fate fate) {
        return !fate.isHeld && !fate.isFinished && fate.notBeforeMs <= nowMs && !isExpired(fate) && matches(filter, key) && isOwed(key)
            && isLaneOpen(filter, fate);
    }

    private boolean isExpired(Fate fate) {
        return fate.said.expirationMs() != 0 && fate.said.expirationMs() <= nowMs;
    }

    private void append(SettleDecision decision) {
        if (decision.record() != null) {
            ByteBuf bytes = Unpooled.buffer();
            SettleRecordCodec.encode(decision.record(), bytes);
            log.add(bytes);
            group.apply(SettleRecordCodec.decode(bytes.duplicate()));
        }
    }

    private void takeSnapshot() {
        snapshot = Unpooled.buffer();
        group.progress().encode(snapshot);
        snapshotEnd = log.size();
    }

    /** Leases and transactions are lost, the log is not. */
    private void crash() {
        GroupProgress replayed = newProgress();
        log.forEach(bytes -> replayed.apply(SettleRecordCodec.decode(bytes.duplicate())));
        assertThat(replayed).as(toString()).isEqualTo(group.progress()).hasSameHashCodeAs(group.progress());
        GroupProgress fromSnapshot = replayed;
        if (snapshot != null) {
            fromSnapshot = GroupProgress.decode(snapshot.duplicate());
            for (ByteBuf bytes : log.subList(snapshotEnd, log.size())) {
                fromSnapshot.apply(SettleRecordCodec.decode(bytes.duplicate()));
            }
            assertThat(fromSnapshot).as(toString()).isEqualTo(replayed);
        }
        group = newGroup(fromSnapshot);
        members.clear();
        jobs.clear();
        transactions.clear();
        fates.values().forEach(fate -> fate.isHeld = false);
    }

    private void checkProgress() {
        GroupProgress progress = group.progress();
        Map<Integer, Long> firstOwed = new HashMap<>();
        fates.forEach((key, fate) -> {
            boolean isFinished = progress.queue(key.queueId()).isFinished(key.queueOffset());
            if (isOwed(key)) {
                assertThat(isFinished).as("%s: %s finished", this, key).isEqualTo(fate.isFinished);
                if (!fate.isFinished) {
                    firstOwed.putIfAbsent(key.queueId(), key.queueOffset());
                }
            }
        });
        for (int queueId = 0; queueId < QUEUES; queueId++) {
            long expected = firstOwed.getOrDefault(queueId, entries.maxOffset(queueId));
            if (kind == ViewKind.QUEUE) {
                assertThat(progress.lowWaterMark(queueId)).as("%s: low of %d", this, queueId).isEqualTo(expected);
            } else {
                assertThat(progress.lowWaterMark(queueId)).as("%s: low of %d", this, queueId).isLessThanOrEqualTo(expected);
            }
        }
    }

    private void checkBrowse() {
        Map<LeasedConsumer, Long> delivered = new HashMap<>();
        Set<Key> unseen = new HashSet<>();
        for (Member member : members) {
            long sequence = random.nextInt((int) member.nextSequence);
            delivered.put(member.consumer, sequence);
            unseen.addAll(member.held.tailMap(sequence, false).values());
        }
        BrowseRound round = group.browse(nowMs, delivered::get);
        for (int queueId = 0; queueId < QUEUES; queueId++) {
            for (int priority = 0; priority < EntryMarks.PRIORITY_COUNT; priority++) {
                assertThat(browse(round, queueId, priority)).as("%s: queue %d priority %d", this, queueId, priority)
                    .isEqualTo(browsable(queueId, priority, unseen));
            }
        }
    }

    private List<Long> browse(BrowseRound round, int queueId, int priority) {
        List<Long> found = new ArrayList<>();
        long next = 0;
        while (next < entries.maxOffset(queueId)) {
            BrowseRound.Window window = round.window(queueId, priority, next, entries.maxOffset(queueId), 1 + random.nextInt(9));
            for (long offset : window.queueOffsets()) {
                Fate fate = fates.get(new Key(queueId, offset));
                assertThat(window.deliveries(offset)).as("%s: %d/%d", this, queueId, offset).isEqualTo(fate.deliveries);
                assertThat(window.isDetailed(offset)).as("%s: %d/%d", this, queueId, offset)
                    .isEqualTo(!fate.said.equals(EntryDetails.NONE));
                found.add(offset);
            }
            assertThat(window.nextOffset()).as(toString()).isGreaterThan(next);
            next = window.nextOffset();
        }
        return found;
    }

    private List<Long> browsable(int queueId, int priority, Set<Key> unseen) {
        List<Long> wanted = new ArrayList<>();
        fates.forEach((key, fate) -> {
            boolean isThere = !fate.isFinished && (!fate.isHeld || unseen.contains(key)) && fate.notBeforeMs <= nowMs;
            if (key.queueId() == queueId && fate.priority == priority && isThere) {
                wanted.add(key.queueOffset());
            }
        });
        return wanted;
    }

    private boolean isOwed(Key key) {
        long sent = fates.get(key).said.sendingPosition();
        return kind == ViewKind.QUEUE || matches(subscriptionFilter, key) && (sent == 0 || sent >= CREATED_POSITION);
    }

    private boolean matches(EntryFilter filter, Key key) {
        return filter.matches(entries.tagsCode(key.queueId(), key.queueOffset()), 0, 0);
    }

    private Member anyMember() {
        return members.get(random.nextInt(members.size()));
    }

    @Override
    public String toString() {
        return kind + " seed " + seed + " step " + step;
    }
}
