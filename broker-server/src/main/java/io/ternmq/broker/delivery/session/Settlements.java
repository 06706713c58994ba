package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.DeadLetter;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.lease.SettleDecision;
import io.ternmq.broker.delivery.lease.SettleDraft;
import io.ternmq.broker.delivery.lease.SettleRecord;
import io.ternmq.broker.delivery.view.DeadLetterCopies;
import io.ternmq.broker.delivery.view.ExpiredMessages;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.ViewKey;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.jms.DestinationNames;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers the settlements of an engine round, a change for each group and one record for all, and logs decisions. Engine thread. */
final class Settlements {

    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);

    private static final long MAX_GROUP_BYTES = 8 << 20;
    /** Ranges and messages given back in one record, less when they are too long: a session may leave millions behind. */
    private static final int MAX_RECORD_CHANGES = 20_000;
    /** Settlements of several groups share a log record up to this length. */
    private static final int MAX_SHARED_BYTES = 64 << 10;

    /** A message that a group is done with, as a decision says, and its copy for another queue. */
    private record Copy(SettleDecision decision, Lease lease, NewMessage message) {
    }

    private final LeasedViews views;
    /** Dead letters of more bytes are logged in several groups. */
    private final long maxGroupBytes;
    private final int maxRecordBytes;
    private final DeadLetterCopies deadLetters;
    private final ExpiredMessages expired;
    private final TopicAccess topics;
    private final Map<LeasedGroup, SettleDraft> drafts = new IdentityHashMap<>();

    /**
     * @param sureGroupBytes what a commit group is sure to hold
     * @param maxRecordBytes      bytes of settlements in one record
     */
    Settlements(long sureGroupBytes, int maxRecordBytes, LeasedViews views, DeadLetterCopies deadLetters, ExpiredMessages expired,
            TopicAccess topics) {
        this.maxGroupBytes = Math.min(MAX_GROUP_BYTES, sureGroupBytes);
        this.maxRecordBytes = maxRecordBytes;
        this.views = views;
        this.deadLetters = deadLetters;
        this.expired = expired;
        this.topics = topics;
    }

    /** The group's draft of this round. */
    SettleDraft draft(LeasedGroup group) {
        return drafts.computeIfAbsent(group, LeasedGroup::draft);
    }

    /** Logs and applies what was gathered. */
    void log(EngineContext engine) {
        if (!drafts.isEmpty()) {
            List<SettleDraft> gathered = new ArrayList<>(drafts.values());
            drafts.clear();
            List<SettleDecision> others = new ArrayList<>();
            SharedRecord shared = new SharedRecord(engine, Math.min(MAX_SHARED_BYTES, maxRecordBytes));
            for (SettleDraft draft : gathered) {
                SettleDecision decision = draft.build();
                if (decision.record() != null && hasNoCopies(decision) && isStored(decision)) {
                    changes(decision).forEach(shared::add);
                } else {
                    others.add(decision);
                }
            }
            shared.log();
            others.forEach(decision -> log(engine, decision));
        }
    }

    private static boolean hasNoCopies(SettleDecision decision) {
        return decision.deadLetters().isEmpty() && decision.expired().isEmpty();
    }

    /** Changes of several groups on their way into one record; in more than one when they are long. */
    private static final class SharedRecord {
        private final EngineContext engine;
        private final int maxBytes;
        private final List<StateChange> changes = new ArrayList<>();
        private int bytes;

        SharedRecord(EngineContext engine, int maxBytes) {
            this.engine = engine;
            this.maxBytes = maxBytes;
        }

        void add(StateChange change) {
            if (bytes + change.payload().length > maxBytes) {
                log();
            }
            changes.add(change);
            bytes += change.payload().length;
        }

        void log() {
            if (!changes.isEmpty()) {
                engine.change(List.copyOf(changes));
                changes.clear();
                bytes = 0;
            }
        }
    }

    /** Logs and applies a decision. */
    void log(EngineContext engine, SettleDecision decision) {
        if (decision.record() == null) {
            return;
        }
        List<Copy> copies = logAhead(engine, List.of(decision));
        List<StateChange> changes = changes(decision);
        if (!copies.isEmpty() && changes.size() > 1) {
            engine.appendGroup(messages(copies), finishing(copies), Durability.APPENDED);
            copies = List.of();
        }
        if (copies.isEmpty()) {
            changes.forEach(engine::change);
        } else {
            engine.appendGroup(messages(copies), changes, Durability.APPENDED);
        }
        if (changes.isEmpty()) {
            decision.group().apply(decision.record());
        }
    }

    /**
     * Logs and applies decisions together with another change: after a crash all of it is there or nothing, except copies that are too
     * much for one group. Those may be there already, and their messages finished: whoever begins again leaves out what is finished.
     *
     * @throws AppendRefusedException when they are too much for a log file: the messages are held as before
     */
    void log(EngineContext engine, List<SettleDecision> decisions, StateChange other) {
        List<Copy> copies = logAhead(engine, decisions);
        List<StateChange> changes = new ArrayList<>();
        decisions.forEach(decision -> changes.addAll(changes(decision)));
        changes.add(other);
        List<SettleDecision> unstored = decisions.stream().filter(decision -> !isStored(decision)).toList();
        try {
            engine.appendGroup(messages(copies), changes, Durability.APPENDED);
        } catch (AppendRefusedException e) {
            decisions.forEach(decision -> decision.group().cancel(decision.record()));
            throw e;
        }
        unstored.forEach(decision -> decision.group().apply(decision.record()));
    }

    /** What is to be logged of a decision: nothing when its group is in memory only, and several changes when it is much. */
    List<StateChange> changes(SettleDecision decision) {
        return isStored(decision) ? parts(decision.record(), MAX_RECORD_CHANGES) : List.of();
    }

    private List<StateChange> parts(SettleRecord record, int maxChanges) {
        List<StateChange> changes = new ArrayList<>();
        for (SettleRecord part : record.parts(maxChanges)) {
            StateChange change = LeasedViews.settle(part);
            if (change.payload().length <= maxRecordBytes || maxChanges == 1) {
                changes.add(change);
            } else {
                changes.addAll(parts(part, maxChanges / 2));
            }
        }
        return changes;
    }

    private List<StateChange> changes(SettleDecision decision, SettleRecord record) {
        return isStored(decision) ? List.of(LeasedViews.settle(record)) : List.of();
    }

    /** Logs what is too much for one group in groups with the settlement of their own messages; returns what is left for the last one. */
    private List<Copy> logAhead(EngineContext engine, List<SettleDecision> decisions) {
        List<Copy> group = new ArrayList<>();
        long bytes = 0;
        for (SettleDecision decision : decisions) {
            for (Copy copy : copies(engine, decision)) {
                int length = copy.message().encodedLength();
                if (!group.isEmpty() && bytes + length > maxGroupBytes) {
                    engine.appendGroup(messages(group), finishing(group), Durability.APPENDED);
                    group.clear();
                    bytes = 0;
                }
                group.add(copy);
                bytes += length;
            }
        }
        return group;
    }

    private static List<NewMessage> messages(List<Copy> copies) {
        return copies.stream().map(Copy::message).toList();
    }

    private List<StateChange> finishing(List<Copy> copies) {
        Map<SettleDecision, List<Lease>> finished = new IdentityHashMap<>();
        copies.forEach(copy -> finished.computeIfAbsent(copy.decision(), key -> new ArrayList<>()).add(copy.lease()));
        List<StateChange> changes = new ArrayList<>();
        finished.forEach((decision, leases) -> changes.addAll(changes(decision, decision.record().finishing(leases))));
        return changes;
    }

    /** Whether the decision's group is the incarnation in the log; others change in memory only. */
    boolean isStored(SettleDecision decision) {
        LeasedView view = views.get(new ViewKey(decision.record().group(), decision.record().topic()));
        return view != null && view.group() == decision.group();
    }

    private List<Copy> copies(EngineContext engine, SettleDecision decision) {
        List<Copy> copies = new ArrayList<>();
        if (DestinationNames.isTemporary(decision.record().topic())) {
            // A dead letter queue of a destination that nobody can look up would be left behind for ever.
            decision.deadLetters().forEach(letter -> LOG.warn("A message of temporary destination {} is dropped after {} deliveries: {}",
                decision.record().topic(), letter.deliveries(), letter.cause().message()));
            return copies;
        }
        for (DeadLetter letter : decision.deadLetters()) {
            NewMessage copy = deadLetters.copy(decision.group().progress(), letter);
            if (copy != null) {
                topics.ensureDeadLetterTopic(engine, copy.topic());
                copies.add(new Copy(decision, letter.lease(), copy));
            }
        }
        for (Lease lease : decision.expired()) {
            NewMessage copy = expired.copy(engine, decision.group().progress(), lease);
            if (copy != null) {
                copies.add(new Copy(decision, lease, copy));
            }
        }
        return copies;
    }
}
