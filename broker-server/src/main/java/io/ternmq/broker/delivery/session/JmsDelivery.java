package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.branch.BranchTable;
import io.ternmq.broker.delivery.branch.CommitsUnderWay;
import io.ternmq.broker.delivery.branch.HiddenMessages;
import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.view.DeadLetterCopies;
import io.ternmq.broker.delivery.view.ExpiredMessages;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LeasedViews;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.broker.delivery.view.TopicMarks;
import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineHook;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.engine.StateChange;
import io.ternmq.broker.engine.StateModule;
import io.ternmq.broker.network.BusyConnections;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.wire.command.route.TopicConfig;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.jms.JmsCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Everything of JMS delivery, put together. The composition root gives {@link #modules} and {@link #hook} to the engine and
 * registers the rest with the dispatcher.
 */
public final class JmsDelivery {

    private static final int[] CODES = {JmsCodes.CONNECT, JmsCodes.DISCONNECT, JmsCodes.RENEW, JmsCodes.ATTACH, JmsCodes.DETACH,
        JmsCodes.FLOW, JmsCodes.SETTLE, JmsCodes.ROLLBACK, JmsCodes.UNSUBSCRIBE,
        JmsCodes.CREATE_TEMPORARY, JmsCodes.DELETE_TEMPORARY, JmsCodes.BRANCH_START,
        JmsCodes.BRANCH_ROLLBACK, JmsCodes.BRANCH_FORGET, JmsCodes.BRANCH_RECOVER, JmsCodes.BRANCH_LIST,
        JmsCodes.BROWSE};
    private static final int[] TRANSACTION_CODES = {JmsCodes.HOLD, JmsCodes.COMMIT, JmsCodes.BRANCH_END, JmsCodes.BRANCH_PREPARE,
        JmsCodes.BRANCH_COMMIT};

    /** Messages of a large transaction that are laid into their queues at a time: a millisecond or two of the engine. */
    private static final long MAX_PIECE_BYTES = 1 << 20;

    private final TemporaryTopics topics;
    private final QueueIndexes indexes;
    private final TopicMarks marks = new TopicMarks();
    private final LeasedViews views;
    private final CommittedTransactions committed = new CommittedTransactions();
    private final BranchTable branchTable;
    private final CommitsUnderWay commits = new CommitsUnderWay();
    private final CommitMover mover;
    private final Transactions transactions;
    private final GroupMembers members;
    private final TemporaryDestinations temporaries;
    private final JmsSessions sessions;
    private final InDoubtAlarm alarm;
    private final MarkTrimming trimming;
    private final ExpirySweep sweep;
    private final JmsRequests requests;

    /**
     * Nothing is connected yet.
     *
     * @param engine submits a task; false when the engine takes no more
     * @param requests the same for what clients ask
     * @param store what may be read of the store
     * @param readers do what may wait for the disk, and reject when too much waits already
     * @param permanentTopics the broker's topics
     * @param nativeGroups the same groups as native clients use them
     * @param busy connections of which a message was refused and will come again
     */
    public JmsDelivery(Predicate<EngineTask> engine, RequestQueue requests, Engine.StoreReads store, Executor readers,
            TopicAccess permanentTopics, NativeGroups nativeGroups, SessionSettings settings, BusyConnections<Connection> busy) {
        this.topics = new TemporaryTopics(permanentTopics, store.indexes());
        this.indexes = store.indexes();
        LogReader log = store.log()::read;
        Outbox outbox = new Outbox(log);
        DeadLetterCopies deadLetters = new DeadLetterCopies(log, maxCopyBytes(store.log()));
        this.views = new LeasedViews(store.indexes(), topics, marks, log, RedeliveryRules.of(settings.redelivery()),
            deadLetters.maxMessageBytes());
        this.branchTable = new BranchTable(views);
        this.members = new GroupMembers(branchTable::lockerOf);
        ExpiredMessages expired = settings.expiryQueue() == null ? ExpiredMessages.DROPPED
            : new ExpiryQueue(deadLetters, topics, settings.expiryQueue());
        Settlements settlements = new Settlements(settings.transactionMemoryBytes(), maxSettlementBytes(store.log()), views, deadLetters,
            expired, topics);
        Deliveries deliveries = new Deliveries(outbox, settlements, new Scanning(readers, engine));
        SessionTable table = new SessionTable(settings.lease().graceMs());
        this.temporaries = new TemporaryDestinations(table, store.indexes(), views, marks);
        Subscriptions subscriptions = new Subscriptions(views, store.indexes(), topics, nativeGroups, temporaries);
        HiddenMessages hidden = new HiddenMessages(log, Math.min(MAX_PIECE_BYTES, store.log().segmentLength() / 2), maxCopyBytes(store.log()));
        this.mover = new CommitMover(commits, hidden, new CommitOutcomes(table, branchTable), readers, engine);
        this.transactions = new Transactions(settings.transactionMemoryBytes(), settings.maxHeldBytes(), hidden, settlements, committed,
            deliveries);
        PreparedBranches prepared = new PreparedBranches(branchTable, views, commits, hidden, settlements, transactions);
        Acknowledging acknowledging = new Acknowledging(settlements, transactions, deliveries, temporaries);
        Branches branches = new Branches(branchTable, table, prepared, transactions, mover, acknowledging);
        this.sessions = new JmsSessions(settings, table, topics, log, subscriptions, settlements, transactions, branches, deliveries,
            temporaries, members, outbox);
        this.requests = new JmsRequests(requests, sessions, new TransactionRequests(table, transactions, mover, acknowledging),
            new BranchRequests(table, branches, prepared),
            new DestinationRequests(temporaries, new Browsing(table, subscriptions, store.indexes(), log, readers)), outbox, busy);
        this.sweep = new ExpirySweep(views, store.indexes(), log, topics, settlements, deliveries, readers, engine);
        this.alarm = new InDoubtAlarm(branchTable);
        this.trimming = new MarkTrimming(marks, views, deliveries, store.indexes());
    }

    // It is stored in a group with its settlement, within a segment.
    private static int maxCopyBytes(CommitLog log) {
        return Math.min(log.maxRecordLength(), log.segmentLength() - log.segmentLength() / 8);
    }

    // There is room for it beside the longest copy.
    private static int maxSettlementBytes(CommitLog log) {
        return maxCopyBytes(log) / 16;
    }

    /** The state that lives in the log. */
    public List<StateModule> modules() {
        return List.of(views, committed, marks, branchTable, commits);
    }

    /** The part in the engine's rounds. */
    public EngineHook hook() {
        return new Hook();
    }

    /**
     * Takes the codes of the JMS extension, and the end of connections.
     *
     * @param intake takes the messages of transactions
     */
    public void register(RequestDispatcher dispatcher, HeldSendIntake intake) {
        for (int code : CODES) {
            dispatcher.add(code, requests::onRequest);
        }
        for (int code : TRANSACTION_CODES) {
            dispatcher.add(code, (connection, request) -> requests.onTransactionRequest(connection, request, intake));
        }
        dispatcher.addGuarded(JmsCodes.BRANCH_DECIDE, requests::onRequest);
        dispatcher.onConnectionClosed(requests::onClose);
    }

    /**
     * A temporary destination as a topic that can be sent to. Any thread.
     *
     * @throws io.ternmq.broker.network.RefusedException when it does not exist (any more), or takes no more messages
     */
    public TopicConfig requireTemporary(String topic) {
        return topics.requireSendable(topic);
    }

    /** Who consumes in leased groups. */
    public GroupMembers members() {
        return members;
    }

    /** Where a group stands in each queue of its topics. Engine thread. */
    public List<GroupStanding> standings(String group) {
        List<GroupStanding> standings = new ArrayList<>();
        for (LeasedView view : views.ofGroup(group)) {
            String topic = view.definition().topic();
            for (int queueId = 0; queueId < topics.readQueueCount(topic); queueId++) {
                QueueIndex index = indexes.get(topic, queueId);
                long maxOffset = index == null ? 0 : index.leasableOffset();
                standings.add(new GroupStanding(topic, queueId, maxOffset,
                    view.group().progress().unfinishedCount(queueId, maxOffset)));
            }
        }
        return standings;
    }

    /** A topic was made or changed: it may have other queues to read. Engine thread. */
    public void onTopicChanged(String topic) {
        sessions.onTopicChanged(topic);
    }

    /**
     * A topic is about to be deleted: its consumers are detached and told so. Engine thread.
     *
     * @return what removes its queue's group and subscriptions; to be logged together with the deletion
     */
    public List<StateChange> dropTopic(EngineContext engine, String topic) {
        return sessions.dropTopic(engine, topic);
    }

    /**
     * The lowest log position that a queue or a durable subscription is owed, or at which a message of a transaction waits:
     * retention must stop there. Engine thread.
     */
    public long owedPosition() {
        long ofCommits = Math.min(commits.pinnedPosition(), mover.pinnedPosition());
        long ofTransactions = Math.min(ofCommits, Math.min(transactions.pinnedPosition(), branchTable.pinnedPosition()));
        return Math.min(Math.min(views.owedPosition(), temporaries.owedPosition()), ofTransactions);
    }

    /** What waits in the log and is to be copied into its queues if transactions commit: the disk must have room for it. Engine thread. */
    public long bytesToCopy() {
        return transactions.spilledBytes() + branchTable.spilledBytes() + commits.bytes();
    }

    private final class Hook implements EngineHook {

        @Override
        public void beforeWrite(EngineContext engine) {
            requests.drainClosed(engine);
            sweep.collect(engine);
            mover.collect(engine);
            sessions.beforeWrite(engine);
        }

        @Override
        public void onLeasable(QueueIndex queue) {
            sessions.onLeasable(queue);
        }

        @Override
        public boolean afterPublish(EngineContext engine) {
            mover.readNext(engine);
            return sessions.afterPublish(engine);
        }

        @Override
        public void beforeForce() {
            sessions.beforeForce();
        }

        @Override
        public long nextTimerMs() {
            long ofSessions = Math.min(sessions.nextTimerMs(), mover.nextTimerMs());
            return Math.min(Math.min(ofSessions, alarm.nextTimerMs()), Math.min(trimming.nextTimerMs(), sweep.nextTimerMs()));
        }

        @Override
        public void onTimer(EngineContext engine) {
            sessions.onTimer(engine);
            mover.onTimer(engine);
            alarm.onTimer(engine.nowMs());
            trimming.onTimer(engine);
            sweep.onTimer(engine);
        }
    }
}
