package io.ternmq.broker.delivery.session;

import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.EngineTask;
import io.ternmq.broker.network.BusyConnections;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.Attach;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.Commit;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.Detach;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.Flow;
import io.ternmq.wire.jms.HeldSends;
import io.ternmq.wire.jms.Hold;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.JmsSend;
import io.ternmq.wire.jms.Received;
import io.ternmq.wire.jms.RedeliveryTerms;
import io.ternmq.wire.jms.Renew;
import io.ternmq.wire.jms.Rollback;
import io.ternmq.wire.jms.Settle;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.Unsubscribe;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Decodes requests on the event loops and submits them to the engine. Any thread. */
final class JmsRequests {

    private static final int TASK_BYTES = 256;
    private static final long SUBMIT_AGAIN_MS = 10;

    private final RequestQueue engine;
    private final Outbox outbox;
    private final BusyConnections<Connection> busy;
    private final Queue<Connection> closed = new ConcurrentLinkedQueue<>();
    private final TransactionRequests transactions;
    private final BranchRequests branches;
    private final JmsSessions sessions;
    private final DestinationRequests destinations;

    /**
     * Nothing is connected yet.
     *
     * @param engine submits a task; false when the engine takes no more
     * @param busy   connections of which a message was refused and will come again, before what was sent behind it
     */
    JmsRequests(RequestQueue engine, JmsSessions sessions, TransactionRequests transactions, BranchRequests branches,
            DestinationRequests destinations, Outbox outbox, BusyConnections<Connection> busy) {
        this.engine = engine;
        this.sessions = sessions;
        this.transactions = transactions;
        this.branches = branches;
        this.destinations = destinations;
        this.outbox = outbox;
        this.busy = busy;
    }

    /** Takes a request of the JMS extension and its ownership, unless it throws. Event loop. */
    void onRequest(Connection connection, Frame request) {
        requireTurn(connection, request);
        submit(connection, request, request.body().readableBytes(), TransactionSends.NONE, null);
    }

    /** The same for one that may carry messages of a transaction. */
    void onTransactionRequest(Connection connection, Frame request, HeldSendIntake intake) {
        requireTurn(connection, request);
        int bodyBytes = request.body().readableBytes();
        if (HeldSends.isPresent(request.fields())) {
            long firstSequence = HeldSends.from(request.fields()).firstSequence();
            HeldSendIntake.Taken taken = take(connection, request, intake);
            submit(connection, request, bodyBytes, new TransactionSends(taken.messages(), firstSequence), taken.announced());
        } else {
            submit(connection, request, bodyBytes, TransactionSends.NONE, null);
        }
    }

    private HeldSendIntake.Taken take(Connection connection, Frame request, HeldSendIntake intake) {
        try {
            return intake.take(connection, request);
        } catch (RefusedException e) {
            if (e.code() == ResponseCode.SYSTEM_BUSY) {
                noteRefusal(connection, request);
            }
            throw e;
        }
    }

    private void noteRefusal(Connection connection, Frame request) {
        if (JmsSend.isOrdered(request.fields()) && connection.isOpen()) {
            busy.onRefused(connection);
        }
    }

    private void requireTurn(Connection connection, Frame request) {
        if (JmsSend.isOrdered(request.fields()) && busy.isBehindARefusal(connection, JmsSend.resumes(request.fields()))) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "system busy: a message before this is to be sent again");
        }
    }

    private void submit(Connection connection, Frame request, int bodyBytes, TransactionSends sends,
            CompletableFuture<?> announced) {
        JmsTask.Operation aboutDestination = destinations.operation(request);
        JmsTask.Operation operation = aboutDestination != null ? aboutDestination : operation(request, sends);
        JmsTask task = new JmsTask(connection, request, TASK_BYTES + bodyBytes, operation, outbox, announced);
        boolean isTaken = engine.submit(task, connection);
        if (!isTaken && request.code() == JmsCodes.FLOW && request.isOneway()) {
            submitLater(connection, task);
        } else if (!isTaken) {
            noteRefusal(connection, request);
            throw engineIsFull();
        }
        request.release();
    }

    /** Nobody hears that a one-way is refused, and credit would be lost for good. */
    private void submitLater(Connection connection, JmsTask task) {
        connection.eventLoop().schedule(() -> {
            if (connection.isOpen() && !engine.submit(task, connection)) {
                submitLater(connection, task);
            }
        }, SUBMIT_AGAIN_MS, TimeUnit.MILLISECONDS);
    }

    private JmsTask.Operation operation(Frame request, TransactionSends sends) {
        HeaderFields fields = request.fields();
        switch (request.code()) {
            case JmsCodes.CONNECT -> {
                Connect connect = Connect.from(fields);
                Map<Long, Long> received = Received.decode(request.body());
                return (context, task) -> sessions.connect(context, task, connect, received);
            }
            case JmsCodes.DISCONNECT -> {
                long epoch = Disconnect.from(fields).epoch();
                return (context, task) -> sessions.disconnect(context, task, epoch);
            }
            case JmsCodes.RENEW -> {
                long epoch = Renew.from(fields).epoch();
                return (context, task) -> sessions.renew(context, task, epoch);
            }
            case JmsCodes.ATTACH -> {
                Attach attach = Attach.from(fields);
                RedeliveryTerms redelivery = RedeliveryTerms.from(fields);
                return (context, task) -> sessions.attach(context, task, attach, redelivery);
            }
            case JmsCodes.DETACH -> {
                Detach detach = Detach.from(fields);
                return (context, task) -> sessions.detach(context, task, detach.epoch(), detach.consumerId());
            }
            case JmsCodes.FLOW -> {
                return flow(Flow.from(fields), Flow.Entry.decode(request.body()));
            }
            default -> {
                return inTransaction(request, sends);
            }
        }
    }

    private JmsTask.Operation flow(Flow flow, List<Flow.Entry> entries) {
        if (!flow.drain()) {
            return (context, task) -> sessions.flow(context, task, flow.epoch(), entries);
        }
        if (entries.size() != 1) {
            throw new BadBlockException("a drain of " + entries.size() + " consumers (expected: 1)");
        }
        return (context, task) -> sessions.drain(context, task, flow.epoch(), entries.get(0));
    }

    private JmsTask.Operation inTransaction(Frame request, TransactionSends sends) {
        HeaderFields fields = request.fields();
        switch (request.code()) {
            case JmsCodes.SETTLE -> {
                Settle settle = Settle.from(fields);
                List<Settlement> entries = Settlement.decode(request.body());
                return (context, task) -> transactions.settle(context, task, settle, entries);
            }
            case JmsCodes.COMMIT -> {
                Commit commit = Commit.from(fields);
                List<Settlement> accepted = Settlement.decode(request.body());
                return (context, task) -> transactions.commit(context, task, commit, sends, accepted);
            }
            case JmsCodes.HOLD -> {
                Hold hold = Hold.from(fields);
                return (context, task) -> transactions.hold(context, task, hold, sends);
            }
            case JmsCodes.ROLLBACK -> {
                Rollback rollback = Rollback.from(fields);
                return (context, task) -> transactions.rollback(context, task, rollback.epoch(), rollback.transactionId());
            }
            case JmsCodes.UNSUBSCRIBE -> {
                Unsubscribe unsubscribe = Unsubscribe.from(fields);
                return (context, task) -> sessions.unsubscribe(context, task, unsubscribe);
            }
            default -> {
                return branches.operation(request.code(), fields, sends, request.body());
            }
        }
    }

    private static RefusedException engineIsFull() {
        return new RefusedException(ResponseCode.SYSTEM_BUSY, "the broker is busy or stopping");
    }

    /** The connection is closed. Event loop. */
    void onClose(Connection connection) {
        closed.add(connection);
        // Only to wake the engine: when it is too busy to take this it comes by anyway.
        engine.submit(new EngineTask() {
            @Override
            public void run(EngineContext context) {
                drainClosed(context);
            }

            @Override
            public void onFailed(Throwable cause) {
                // the engine has ended, and all sessions with it
            }
        }, connection);
    }

    /** Tells the sessions of closed connections. Engine thread. */
    void drainClosed(EngineContext context) {
        for (Connection connection = closed.poll(); connection != null; connection = closed.poll()) {
            sessions.onClosed(context, connection);
        }
    }
}
