package io.ternmq.broker.delivery.session;

import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.routing.TopicNames;
import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.lease.ReleaseTerms;
import io.ternmq.broker.delivery.session.JmsTask.Answer;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.broker.delivery.view.MessageSelection;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.DestinationNames;
import io.ternmq.wire.jms.Detached;
import io.ternmq.wire.jms.FailureCause;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.RedeliveryTerms;
import io.ternmq.wire.jms.Unsubscribe;
import io.ternmq.wire.selector.SelectorException;
import java.util.List;
import java.util.Map;

/**
 * All JMS sessions, and what they hold. Engine thread.
 *
 * <p>In each engine round: tasks change sessions and gather settlements; before the write the settlements are logged; after it
 * answers and deliveries go out.
 */
final class JmsSessions implements EngineHook {

    // Subscriptions that pass over much and settle little: how often, and from how many messages on, that is logged.
    private static final long ADVANCE_INTERVAL_MS = 5_000;
    private static final long ADVANCE_MINIMUM = 1_000;
    private static final int ADVANCE_GROUPS = 64;

    private static final FailureCause SESSION_ENDED =
        FailureCause.of("the session of its consumer ended before the message was settled");

    private final SessionSettings settings;
    private final SessionTable table;
    private final TopicAccess topics;
    private final LogReader log;
    private final Subscriptions subscriptions;
    private final Settlements settlements;
    private final Transactions transactions;
    private final Branches branches;
    private final Deliveries deliveries;
    private final TemporaryDestinations temporaries;
    private final GroupMembers members;
    private final Outbox outbox;
    private final LeaseBudget budget;
    private long nextAdvanceMs;

    JmsSessions(SessionSettings settings, SessionTable table, TopicAccess topics, LogReader log, Subscriptions subscriptions,
            Settlements settlements, Transactions transactions, Branches branches, Deliveries deliveries,
            TemporaryDestinations temporaries, GroupMembers members, Outbox outbox) {
        this.settings = settings;
        this.table = table;
        this.topics = topics;
        this.log = log;
        this.subscriptions = subscriptions;
        this.settlements = settlements;
        this.transactions = transactions;
        this.branches = branches;
        this.deliveries = deliveries;
        this.temporaries = temporaries;
        this.members = members;
        this.outbox = outbox;
        this.budget = new LeaseBudget(table);
    }

    /** @param received for a session that is taken up again: last received sequence by consumer id */
    Answer connect(EngineContext engine, JmsTask task, Connect connect, Map<Long, Long> received) {
        JmsSession session = connect.reattachEpoch() != 0 ? takeUp(task.connection(), connect, received)
            : begin(engine, task, connect);
        session.heard(engine.nowMs());
        task.answer(new Connect.Reply(session.epoch(), session.leaseMs(), settings.maxMessageBytes(), settings.brokerName(),
            settings.brokerVersion(), branches.storeId(engine), settings.redelivery())::writeTo);
        return Answer.LATER;
    }

    private JmsSession takeUp(Connection connection, Connect connect, Map<Long, Long> received) {
        JmsSession session = table.byEpoch(connect.reattachEpoch());
        if (session == null || !session.connectionId().equals(connect.connectionId())) {
            throw new RefusedException(JmsCodes.LEASE_LOST, "session " + connect.reattachEpoch() + " has ended");
        }
        table.move(session, connection);
        // Nothing more until the client gives credit again; what was lost on the way comes again then, in its place.
        pause(session);
        for (SessionConsumer consumer : session.consumers().values()) {
            if (consumer.leased().isAttached()) {
                long last = received.getOrDefault(consumer.consumerId(), 0L);
                consumer.group().giveBackAbove(consumer.leased(), settlements.draft(consumer.group()), last);
                deliveries.onChanged(consumer.group());
            }
        }
        return session;
    }

    private JmsSession begin(EngineContext engine, JmsTask task, Connect connect) {
        if (table.byConnection(task.connection()) != null) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, "this connection has a session already");
        }
        JmsSession holder = table.byClientId(connect.clientId());
        if (holder != null && holder.connection() != null) {
            throw new RefusedException(JmsCodes.CLIENT_ID_IN_USE, "client id " + connect.clientId() + " is in use by "
                + holder.connection().remoteAddress());
        }
        if (holder != null) {
            end(engine, holder);
        }
        return table.begin(engine.nowMs(), task.connection(), connect, settings.lease().grant(connect.leaseMs()));
    }

    private JmsSession session(EngineContext engine, JmsTask task, long epoch) {
        return table.require(engine.nowMs(), task.connection(), epoch);
    }

    Answer disconnect(EngineContext engine, JmsTask task, long epoch) {
        JmsSession session = session(engine, task, epoch);
        branches.onLeaving(session);
        end(engine, session);
        return Answer.WITH_ROUND;
    }

    Answer renew(EngineContext engine, JmsTask task, long epoch) {
        session(engine, task, epoch);
        return Answer.WITH_ROUND;
    }

    /** @param redelivery what the consumer wants to become of failed messages; the broker's settings decide the rest */
    Answer attach(EngineContext engine, JmsTask task, Attach attach, RedeliveryTerms redelivery) {
        JmsSession session = session(engine, task, attach.epoch());
        SessionConsumer known = session.consumers().get(attach.consumerId());
        if (known != null && known.isMadeBy(attach)) {
            // The client lost the answer, and asks again over its next connection.
            known.addCredit(attach.credit());
            deliveries.onChanged(known.group());
            return Answer.WITH_ROUND;
        } else if (known != null) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, "consumer id " + attach.consumerId() + " is in use");
        }
        temporaries.requireConsumable(session, attach);
        topics.requireReadable(engine, attach.topic());
        EntryFilter filter = filter(session, attach);
        RedeliveryRules rules = rules(engine, redelivery);
        LeasedView view = subscriptions.open(engine, session, attach);
        SessionConsumer consumer = new SessionConsumer(session, attach, view, filter, rules, budget);
        session.consumers().put(attach.consumerId(), consumer);
        consumer.addCredit(attach.credit());
        deliveries.onAttached(view.group());
        temporaries.onAttached(view);
        consumer.member(new GroupMember(view.definition().group(), attach.topic(), session.origin(),
            task.connection().remoteAddress(), attach.selector()));
        members.join(consumer.member());
        return Answer.WITH_ROUND;
    }

    // A queue that a client names must be one that it may make and send to: it is known now, and not when a message is to go there.
    private RedeliveryRules rules(EngineContext engine, RedeliveryTerms wished) {
        RedeliveryRules rules = RedeliveryRules.of(wished.orElse(settings.redelivery()));
        String topic = rules.deadLetterTopic();
        if (wished.deadLetter() != null && topic != null) {
            if (TopicNames.isSystem(topic) || DestinationNames.isTemporary(topic)) {
                throw new RefusedException(JmsCodes.INVALID_DESTINATION, topic + " cannot be a dead letter queue");
            }
            topics.requireReadable(engine, topic);
        }
        return rules;
    }

    private EntryFilter filter(JmsSession session, Attach attach) {
        try {
            return MessageSelection.of(log, attach.selector(), attach.noLocal() ? session.origin() : null);
        } catch (SelectorException e) {
            throw new RefusedException(JmsCodes.INVALID_SELECTOR, e.getMessage());
        }
    }

    Answer detach(EngineContext engine, JmsTask task, long epoch, long consumerId) {
        JmsSession session = session(engine, task, epoch);
        SessionConsumer consumer = session.consumers().get(consumerId);
        if (consumer != null) {
            boolean wasAttached = consumer.leased().isAttached();
            consumer.group().withdraw(consumer.leased(), settlements.draft(consumer.group()), consumer.deliveredSequence());
            consumer.dropWhenSettled();
            if (wasAttached) {
                onLeft(engine, consumer);
            }
        }
        return Answer.WITH_ROUND;
    }

    private void onLeft(EngineContext engine, SessionConsumer consumer) {
        deliveries.endDrain(consumer);
        deliveries.onDetached(consumer.group());
        deliveries.onChanged(consumer.group());
        settlements.log(engine);
        subscriptions.onLeft(engine, consumer.view());
        // Only now, since from then on native consumers may come and ask where they are to begin.
        members.leave(consumer.member());
        temporaries.onLeft(consumer.view());
    }

    Answer flow(EngineContext engine, JmsTask task, long epoch, List<Flow.Entry> entries) {
        JmsSession session = session(engine, task, epoch);
        for (Flow.Entry entry : entries) {
            SessionConsumer consumer = session.consumers().get(entry.consumerId());
            if (consumer != null) {
                take(consumer, entry);
            }
        }
        return Answer.WITH_ROUND;
    }

    private void take(SessionConsumer consumer, Flow.Entry entry) {
        consumer.delivered(entry.deliveredSequence());
        if (consumer.addCredit(entry.credit())) {
            deliveries.onChanged(consumer.group());
        }
    }

    Answer drain(EngineContext engine, JmsTask task, long epoch, Flow.Entry entry) {
        SessionConsumer consumer = session(engine, task, epoch).requireConsumer(entry.consumerId());
        take(consumer, entry);
        deliveries.endDrain(consumer);
        consumer.drain(task);
        deliveries.onDrain(consumer);
        return Answer.LATER;
    }

    Answer unsubscribe(EngineContext engine, JmsTask task, Unsubscribe unsubscribe) {
        JmsSession session = session(engine, task, unsubscribe.epoch());
        settlements.log(engine);
        subscriptions.unsubscribe(engine, session.clientId(), unsubscribe.subscriptionName());
        return Answer.WITH_ROUND;
    }

    /** The connection broke: its session waits to be taken up again. */
    void onClosed(EngineContext engine, Connection connection) {
        table.closed(connection);
        JmsSession session = table.byConnection(connection);
        if (session != null) {
            table.move(session, null);
            session.heard(engine.nowMs());
            pause(session);
        }
    }

    private void pause(JmsSession session) {
        session.consumers().values().forEach(consumer -> {
            deliveries.endDrain(consumer);
            consumer.takeCreditBack();
        });
    }

    private void end(EngineContext engine, JmsSession session) {
        table.remove(session);
        branches.onEnded(engine, session);
        transactions.rollbackAll(engine, session);
        List<SessionConsumer> consumers = List.copyOf(session.consumers().values());
        session.consumers().clear();
        consumers.forEach(consumer -> takeOut(engine, consumer));
        temporaries.onEnded(session);
    }

    private void expire(EngineContext engine, JmsSession session) {
        Connection silent = session.connection();
        end(engine, session);
        if (silent != null) {
            // The client learns of it now, and not by the next thing that it wants.
            silent.close("its session ended, since nothing was heard of it for too long");
        }
    }

    private void takeOut(EngineContext engine, SessionConsumer consumer) {
        boolean wasAttached = consumer.leased().isAttached();
        ReleaseTerms terms = new ReleaseTerms(consumer.rules(), engine.nowMs(), 0, 0, consumer.describe(), SESSION_ENDED);
        consumer.group().detach(consumer.leased(), settlements.draft(consumer.group()), consumer.deliveredSequence(), terms);
        deliveries.onChanged(consumer.group());
        if (wasAttached) {
            onLeft(engine, consumer);
        }
    }

    /** The topic may have other queues. */
    void onTopicChanged(String topic) {
        deliveries.onTopicChanged(topic);
    }

    /** The topic is about to be deleted: its consumers are taken out and told. Returns the changes that remove its views. */
    List<StateChange> dropTopic(EngineContext engine, String topic) {
        for (JmsSession session : table.all()) {
            List<SessionConsumer> gone = session.consumers().values().stream()
                .filter(consumer -> consumer.view().definition().topic().equals(topic)).toList();
            for (SessionConsumer consumer : gone) {
                session.consumers().remove(consumer.consumerId());
                boolean isToBeTold = consumer.leased().isAttached() && session.connection() != null;
                takeOut(engine, consumer);
                if (isToBeTold) {
                    outbox.add(session.connection(),
                        new Detached(consumer.consumerId(), "topic " + topic + " was deleted").toOneway());
                }
            }
        }
        settlements.log(engine);
        return subscriptions.deletions(engine, topic);
    }

    @Override
    public void beforeWrite(EngineContext engine) {
        settlements.log(engine);
    }

    @Override
    public void onLeasable(QueueIndex queue) {
        deliveries.onArrival(queue);
        temporaries.onChanged(queue.topic());
    }

    @Override
    public boolean afterPublish(EngineContext engine) {
        boolean hasMore = deliveries.dispatch(engine);
        temporaries.trim();
        outbox.flush();
        return hasMore;
    }

    @Override
    public void beforeForce() {
        outbox.hurry();
    }

    @Override
    public long nextTimerMs() {
        long advanceMs = deliveries.hasMoved() ? nextAdvanceMs : Long.MAX_VALUE;
        long deliveryMs = Math.min(advanceMs, deliveries.nextDueMs());
        return Math.min(Math.min(table.nextCheckMs(), branches.nextTimerMs()), deliveryMs);
    }

    @Override
    public void onTimer(EngineContext engine) {
        table.expired(engine.nowMs()).forEach(session -> expire(engine, session));
        branches.onTimer(engine);
        settlements.log(engine);
        if (engine.nowMs() >= nextAdvanceMs) {
            boolean hasMore = deliveries.takeMoved(ADVANCE_GROUPS, group -> settlements.log(engine, group.advance(ADVANCE_MINIMUM)));
            nextAdvanceMs = engine.nowMs() + (hasMore ? 1 : ADVANCE_INTERVAL_MS);
        }
        deliveries.onTimer(engine.nowMs());
    }
}
