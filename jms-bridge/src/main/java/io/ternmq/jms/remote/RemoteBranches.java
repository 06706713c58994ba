package io.ternmq.jms.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.jms.core.BranchPort;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.jms.remote.Exchange.InNewSession;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.CommitReply;
import io.ternmq.wire.jms.FailureCause;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Distributed transactions as commands. When the connection breaks before an answer, they are asked again. Any thread. */
final class RemoteBranches implements BranchPort {
    private final RemoteConnection connection;
    private final RemoteSends sends;
    private final boolean isOrdered;

    /** @param isOrdered whether what ends a part waits for its messages that a busy broker has refused, and are sent again */
    RemoteBranches(RemoteConnection connection, RemoteSends sends, boolean isOrdered) {
        this.connection = connection;
        this.sends = sends;
        this.isOrdered = isOrdered;
    }

    @Override
    public String storeId() {
        return connection.session().storeId();
    }

    @Override
    public CompletableFuture<Void> start(BranchId branch, long transactionId, long timeoutMs, boolean joins) {
        String what = "Starting branch " + branch;
        LongFunction<Frame> frames = epoch -> new StartBranch(epoch, branch, transactionId, timeoutMs, joins).toFrame();
        // Who joins waits for the answer. Else the branch may have been filled meanwhile, and is over when its session is.
        return Replies.done(connection.line().ask(joins ? Exchange.of(what, InNewSession.ASKED_AGAIN, frames)
            : Exchange.inTransaction(what, transactionId, isOrdered, frames)), what);
    }

    @Override
    public CompletableFuture<Void> end(BranchId branch, Part part, boolean isFailed) {
        String what = "Ending branch " + branch;
        return Replies.done(sends.askWith(part.rest(), epoch -> with(part, new EndBranch(branch, work(epoch, part), isFailed)),
            frames -> Exchange.inTransaction(what, part.transactionId(), isOrdered, frames)), what);
    }

    private static BranchWork work(long epoch, Part part) {
        return part == null ? null : new BranchWork(epoch, part.transactionId(), part.sends(), part.redeliveryDelayMs(),
            part.begins());
    }

    private static Frame with(Part part, Command command) {
        ByteBuf body = Unpooled.buffer(Settlement.LENGTH_BYTES * part.accepted().size());
        Settlement.encode(part.accepted(), body);
        return command.toFrame().body(body);
    }

    /** Ends a branch, and the part in it, if there is one. */
    private CompletableFuture<Frame> askWith(Part part, String what, LongFunction<Command> command) {
        if (part == null) {
            return connection.line().ask(Exchange.of(what, InNewSession.ASKED_AGAIN, epoch -> command.apply(epoch).toFrame()));
        }
        return sends.askWith(part.rest(), epoch -> with(part, command.apply(epoch)),
            frames -> Exchange.outcome(what, part.transactionId(), isOrdered, frames));
    }

    private CompletableFuture<Frame> ask(String what, Command command, AtomicInteger asked) {
        return connection.line().ask(Exchange.of(what, InNewSession.ASKED_AGAIN, epoch -> {
            asked.incrementAndGet();
            return command.toFrame();
        }));
    }

    private <T> CompletableFuture<T> ask(String what, Command command, Function<Frame, T> reader) {
        return Replies.read(ask(what, command, new AtomicInteger()), what, reader);
    }

    /** For what leaves no trace of the branch: asked twice, it may be gone by the first time. */
    private CompletableFuture<Void> askUntilGone(String what, Command command) {
        AtomicInteger asked = new AtomicInteger();
        return Replies.read(ask(what, command, asked), what, frame -> null,
            frame -> frame.code() == ResponseCode.SUCCESS || asked.get() > 1 && frame.code() == JmsCodes.BRANCH_UNKNOWN);
    }

    @Override
    public CompletableFuture<Boolean> prepare(BranchId branch, Part part) {
        String what = "Preparing branch " + branch;
        return Replies.read(askWith(part, what, epoch -> new PrepareBranch(branch, work(epoch, part))), what,
            frame -> PrepareBranch.Reply.from(frame.fields()).isReadOnly());
    }

    @Override
    public CompletableFuture<Boolean> commit(BranchId branch, boolean isOnePhase, Part part) {
        String what = "Committing branch " + branch;
        return Replies.read(askWith(part, what, epoch -> new CommitBranch(branch, isOnePhase, work(epoch, part))), what,
            RemoteBranches::isComplete);
    }

    /** Whether an answer to a commit says that all of its messages are in their queues. */
    static boolean isComplete(Frame answer) {
        return !CommitReply.from(answer.fields()).isUnderWay();
    }

    @Override
    public CompletableFuture<Void> rollback(BranchId branch, FailureCause cause) {
        return askUntilGone("Rolling branch " + branch + " back", new RollbackBranch(branch, cause));
    }

    @Override
    public CompletableFuture<Void> forget(BranchId branch) {
        return askUntilGone("Forgetting branch " + branch, new ForgetBranch(branch));
    }

    @Override
    public CompletableFuture<List<BranchId>> recover(BranchId after) {
        return ask("Asking for branches in doubt", new RecoverBranches(after), frame -> BranchId.decode(frame.body()));
    }

    @Override
    public CompletableFuture<List<BranchInfo>> list(BranchId after) {
        return ask("Listing branches in doubt", new ListBranches(after), frame -> BranchInfo.Page.read(frame.body()).branches());
    }

    @Override
    public CompletableFuture<Void> decide(BranchId branch, boolean commits) {
        AtomicInteger asked = new AtomicInteger();
        String what = "Deciding about branch " + branch;
        int same = commits ? JmsCodes.BRANCH_HEURISTIC_COMMIT : JmsCodes.BRANCH_HEURISTIC_ROLLBACK;
        // Asked twice, it may have been decided by the first time.
        return Replies.read(ask(what, new DecideBranch(branch, commits), asked), what, frame -> null,
            frame -> frame.code() == ResponseCode.SUCCESS || asked.get() > 1 && frame.code() == same);
    }
}
