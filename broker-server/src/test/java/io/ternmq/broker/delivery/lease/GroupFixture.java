package io.ternmq.broker.delivery.lease;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A group over a fake topic, with the engine's part played in place: decide, encode, append, apply. */
final class GroupFixture {

    static final int BUDGET = 4096;
    /** Log position at which a subscription is made. */
    static final long CREATED_POSITION = 100;

    final FakeEntries entries;
    final ViewKind kind;
    final List<SettleRecord> log = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    final List<Lease> expired = new ArrayList<>();
    LeasedGroup group;
    long nowMs = 1_000;

    GroupFixture(ViewKind kind, int queueCount) {
        this.kind = kind;
        this.entries = new FakeEntries(queueCount);
        this.group = newGroup();
        entries.onArrival(queueId -> group.onArrival(queueId));
    }

    private LeasedGroup newGroup() {
        return new LeasedGroup(new GroupProgress("g", "t", kind, kind == ViewKind.QUEUE ? 0 : CREATED_POSITION), entries, 3);
    }

    LeasedConsumer consumer(EntryFilter filter, int credit) {
        LeasedConsumer consumer = group.attach("consumer", filter);
        group.addCredit(consumer, credit);
        return consumer;
    }

    Map<LeasedConsumer, List<Lease>> dispatch() {
        Map<LeasedConsumer, List<Lease>> given = new LinkedHashMap<>();
        boolean hasMore = true;
        while (hasMore) {
            hasMore = group.dispatch(nowMs, BUDGET,
                (consumer, first, leases) -> given.computeIfAbsent(consumer, key -> new ArrayList<>()).addAll(leases));
            apply(group.takeExpired());
        }
        return given;
    }

    List<Long> offsets(LeasedConsumer consumer) {
        return dispatch().getOrDefault(consumer, List.of()).stream().map(Lease::queueOffset).toList();
    }

    void settle(LeasedConsumer consumer, Outcome outcome, long from, long to) {
        settle(consumer, outcome, from, to, 0);
    }

    void settle(LeasedConsumer consumer, Outcome outcome, long from, long to, long notBeforeMs) {
        SettleDraft draft = group.draft();
        draft.settle(consumer, outcome, from, to, new ReleaseTerms(notBeforeMs, null));
        apply(draft.build());
    }

    void detach(LeasedConsumer consumer, long deliveredSequence) {
        SettleDraft draft = group.draft();
        group.detach(consumer, draft, deliveredSequence, ReleaseTerms.NOW);
        apply(draft.build());
    }

    void apply(SettleDecision decision) {
        if (decision.record() != null) {
            ByteBuf bytes = Unpooled.buffer();
            SettleRecordCodec.encode(decision.record(), bytes);
            SettleRecord appended = SettleRecordCodec.decode(bytes);
            log.add(appended);
            group.apply(appended);
        }
        deadLetters.addAll(decision.deadLetters());
        expired.addAll(decision.expired());
    }

    /** Forgets everything but the log and the messages. */
    void restart() {
        group = newGroup();
        log.forEach(group::apply);
    }
}
