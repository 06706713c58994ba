package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.DeadLetter;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.lease.LeasedGroup;
import io.ternmq.broker.delivery.lease.SettleDecision;
import io.ternmq.broker.delivery.lease.SettleDraft;
import io.ternmq.broker.delivery.view.DeadLetterCopies;
import io.ternmq.broker.delivery.view.ExpiredMessages;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.ViewKey;
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

/** Gathers the settlements of an engine round, one record for each group, and logs decisions. Engine thread. */
final class Settlements {

    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);

    /**
     * Dead letters of more bytes are not logged as one group with their settlement: a crash may then leave them in both places.
     */
    private static final long MAX_GROUP_BYTES = 8 << 20;

    private final LeasedViews views;
    private final DeadLetterCopies deadLetters;
    private final ExpiredMessages expired;
    private final TopicAccess topics;
    private final Map<LeasedGroup, SettleDraft> drafts = new IdentityHashMap<>();

    Settlements(LeasedViews views, DeadLetterCopies deadLetters, ExpiredMessages expired, TopicAccess topics) {
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
            gathered.forEach(draft -> log(engine, draft.build()));
        }
    }

    /** Logs and applies a decision. */
    void log(EngineContext engine, SettleDecision decision) {
        if (decision.record() == null) {
            return;
        }
        boolean isStored = isStored(decision);
        List<StateChange> changes = isStored ? List.of(LeasedViews.settle(decision.record())) : List.of();
        List<NewMessage> copies = copies(engine, decision);
        if (copies.isEmpty()) {
            changes.forEach(engine::change);
        } else if (copies.stream().mapToLong(NewMessage::encodedLength).sum() <= MAX_GROUP_BYTES) {
            engine.appendGroup(copies, changes, Durability.APPENDED);
        } else {
            copies.forEach(copy -> engine.append(copy, Durability.APPENDED));
            changes.forEach(engine::change);
        }
        if (!isStored) {
            decision.group().apply(decision.record());
        }
    }

    /** Logs and applies decisions together with another change: after a crash all of it is there or nothing. */
    void log(EngineContext engine, List<SettleDecision> decisions, StateChange other) {
        List<NewMessage> copies = new ArrayList<>();
        List<StateChange> changes = new ArrayList<>();
        for (SettleDecision decision : decisions) {
            copies.addAll(copies(engine, decision));
            if (isStored(decision)) {
                changes.add(LeasedViews.settle(decision.record()));
            }
        }
        if (copies.stream().mapToLong(NewMessage::encodedLength).sum() > MAX_GROUP_BYTES) {
            copies.forEach(copy -> engine.append(copy, Durability.APPENDED));
            copies.clear();
        }
        changes.add(other);
        List<SettleDecision> unstored = decisions.stream().filter(decision -> !isStored(decision)).toList();
        engine.appendGroup(copies, changes, Durability.APPENDED);
        unstored.forEach(decision -> decision.group().apply(decision.record()));
    }

    /** Whether the decision's group is the incarnation in the log; others change in memory only. */
    boolean isStored(SettleDecision decision) {
        LeasedView view = views.get(new ViewKey(decision.record().group(), decision.record().topic()));
        return view != null && view.group() == decision.group();
    }

    private List<NewMessage> copies(EngineContext engine, SettleDecision decision) {
        List<NewMessage> copies = new ArrayList<>();
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
                copies.add(copy);
            }
        }
        for (Lease lease : decision.expired()) {
            NewMessage copy = expired.copy(engine, decision.group().progress(), lease);
            if (copy != null) {
                copies.add(copy);
            }
        }
        return copies;
    }
}
