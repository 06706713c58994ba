package io.ternmq.broker.delivery.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.session.JmsTask.Answer;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.HeaderFields;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.jms.Settlement;
import io.ternmq.wire.jms.xa.BranchId;
import io.ternmq.wire.jms.xa.BranchInfo;
import io.ternmq.wire.jms.xa.BranchWork;
import io.ternmq.wire.jms.xa.CommitBranch;
import io.ternmq.wire.jms.xa.DecideBranch;
import io.ternmq.wire.jms.xa.EndBranch;
import io.ternmq.wire.jms.xa.ForgetBranch;
import io.ternmq.wire.jms.xa.ListBranches;
import io.ternmq.wire.jms.xa.PrepareBranch;
import io.ternmq.wire.jms.xa.RecoverBranches;
import io.ternmq.wire.jms.xa.RollbackBranch;
import io.ternmq.wire.jms.xa.StartBranch;
import java.util.List;

/** Decodes the requests of distributed transactions. The operations run on the engine thread, the rest on event loops. */
final class BranchRequests {

    private final SessionTable sessions;
    private final Branches branches;
    private final PreparedBranches prepared;

    BranchRequests(SessionTable sessions, Branches branches, PreparedBranches prepared) {
        this.sessions = sessions;
        this.branches = branches;
        this.prepared = prepared;
    }

    /** What a request wants. */
    JmsTask.Operation operation(int code, HeaderFields fields, TransactionSends sends, ByteBuf body) {
        switch (code) {
            case JmsCodes.BRANCH_START -> {
                StartBranch start = StartBranch.from(fields);
                return (engine, task) -> {
                    branches.start(engine, sessions.require(engine.nowMs(), task.connection(), start.epoch()), start);
                    return Answer.WITH_ROUND;
                };
            }
            case JmsCodes.BRANCH_END -> {
                EndBranch end = EndBranch.from(fields);
                PartWork rest = new PartWork(sends, Settlement.decode(body));
                return (engine, task) -> {
                    branches.end(engine, sessions.require(engine.nowMs(), task.connection(), end.work().epoch()), end, rest);
                    return Answer.WITH_ROUND;
                };
            }
            case JmsCodes.BRANCH_PREPARE -> {
                PrepareBranch prepare = PrepareBranch.from(fields);
                PartWork rest = new PartWork(sends, Settlement.decode(body));
                return (engine, task) -> branches.prepare(engine, task, worker(engine, task, prepare.work()), prepare, rest);
            }
            case JmsCodes.BRANCH_COMMIT -> {
                CommitBranch commit = CommitBranch.from(fields);
                PartWork rest = new PartWork(sends, Settlement.decode(body));
                return (engine, task) -> branches.commit(engine, task, worker(engine, task, commit.work()), commit, rest);
            }
            case JmsCodes.BRANCH_ROLLBACK -> {
                RollbackBranch rollback = RollbackBranch.from(fields);
                return (engine, task) -> branches.rollback(engine, task, rollback.branch(), rollback.cause());
            }
            default -> {
                return recovery(code, fields);
            }
        }
    }

    /** Whose part ends with a request: null for none, or when the session has ended. */
    private JmsSession worker(EngineContext engine, JmsTask task, BranchWork work) {
        if (work == null) {
            return null;
        }
        JmsSession session = sessions.byConnection(task.connection());
        if (session != null && session.epoch() == work.epoch()) {
            session.heard(engine.nowMs());
            return session;
        }
        if (sessions.isStale(task.connection())) {
            // Left over from a connection that broke: its client asks again over the next one.
            throw new RefusedException(JmsCodes.LEASE_LOST, "session " + work.epoch() + " goes on over another connection");
        }
        return null;
    }

    private JmsTask.Operation recovery(int code, HeaderFields fields) {
        switch (code) {
            case JmsCodes.BRANCH_RECOVER -> {
                RecoverBranches recover = RecoverBranches.from(fields);
                return (engine, task) -> {
                    List<BranchId> waiting = prepared.waiting(recover.after());
                    ByteBuf body = Unpooled.buffer();
                    BranchId.encode(waiting, body);
                    task.answer(body);
                    return Answer.LATER;
                };
            }
            case JmsCodes.BRANCH_FORGET -> {
                ForgetBranch forget = ForgetBranch.from(fields);
                return (engine, task) -> {
                    prepared.forget(engine, forget.branch());
                    engine.whenLogged(Durability.DURABLE, task.whenComplete());
                    return Answer.LATER;
                };
            }
            case JmsCodes.BRANCH_LIST -> {
                ListBranches list = ListBranches.from(fields);
                return (engine, task) -> {
                    task.answer(Unpooled.wrappedBuffer(new BranchInfo.Page(prepared.infos(list.after())).toBytes()));
                    return Answer.LATER;
                };
            }
            case JmsCodes.BRANCH_DECIDE -> {
                DecideBranch decide = DecideBranch.from(fields);
                return (engine, task) -> {
                    prepared.decide(engine, decide.branch(), decide.commits());
                    engine.whenLogged(Durability.DURABLE, task.whenComplete());
                    return Answer.LATER;
                };
            }
            default -> throw new RefusedException(ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
                " request type " + code + " not supported");
        }
    }
}
