package io.ternmq.broker.delivery.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.browse.BrowsePage;
import io.ternmq.broker.delivery.browse.BrowseSelection;
import io.ternmq.broker.delivery.lease.BrowseRound;
import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.broker.delivery.session.JmsTask.Answer;
import io.ternmq.broker.delivery.view.LeasedView;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.broker.delivery.view.MessageSelection;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.network.RefusedException;
import io.ternmq.broker.store.index.QueueIndexes;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.jms.Browse;
import io.ternmq.wire.jms.Deliver;
import io.ternmq.wire.jms.JmsCodes;
import io.ternmq.wire.selector.SelectorException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Answers browsers: selects on the engine thread, reads on reader threads. */
final class Browsing {

    private static final int MAX_MESSAGES = 1_000;
    /** Offsets for a page without a selector: all of them are wanted, unless they are held. */
    private static final int PLAIN_LOOKS = 2 * MAX_MESSAGES;

    private final SessionTable table;
    private final Subscriptions subscriptions;
    private final QueueIndexes indexes;
    private final LogReader log;
    private final Executor readers;

    /** @param readers may wait for the disk, and reject when too many wait already */
    Browsing(SessionTable table, Subscriptions subscriptions, QueueIndexes indexes, LogReader log, Executor readers) {
        this.table = table;
        this.subscriptions = subscriptions;
        this.indexes = indexes;
        this.log = log;
        this.readers = readers;
    }

    /** Engine thread. */
    Answer browse(EngineContext engine, JmsTask task, Browse browse, byte[] cursor) {
        JmsSession session = table.require(engine.nowMs(), task.connection(), browse.epoch());
        EntryFilter filter = filter(browse);
        LeasedView view = subscriptions.browsed(engine, session, browse);
        BrowseRound round =
            view.group().browse(engine.nowMs(), leased -> ((SessionConsumer) leased.owner()).deliveredSequence());
        BrowseSelection selection;
        try {
            int maxLooks = filter == EntryFilter.ALL ? PLAIN_LOOKS : BrowseSelection.MAX_LOOKS;
            selection = BrowseSelection.of(round, Unpooled.wrappedBuffer(cursor), maxLooks);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResponseCode.INVALID_PARAMETER, e.getMessage());
        }
        long nowMs = engine.nowMs();
        try {
            readers.execute(() -> read(task, browse, selection, filter, nowMs));
        } catch (RejectedExecutionException e) {
            throw new RefusedException(ResponseCode.SYSTEM_BUSY, "[REJECTREQUEST]system busy: too many reads are waiting for the disk");
        }
        return Answer.LATER;
    }

    private static int maxMessages(Browse browse) {
        return Math.max(1, Math.min(browse.maxMessages(), MAX_MESSAGES));
    }

    private EntryFilter filter(Browse browse) {
        try {
            return MessageSelection.of(log, browse.selector(), null);
        } catch (SelectorException e) {
            throw new RefusedException(JmsCodes.INVALID_SELECTOR, e.getMessage());
        }
    }

    /** Reader thread. */
    private void read(JmsTask task, Browse browse, BrowseSelection selection, EntryFilter filter, long nowMs) {
        try {
            BrowsePage page = BrowsePage.read(selection, queueId -> indexes.get(browse.topic(), queueId), log, filter,
                maxMessages(browse), nowMs);
            int[] counts = page.deliveryCounts();
            ByteBuf nextCursor = page.nextCursor();
            Browse.Page reply = new Browse.Page(counts.length, Deliver.deliveryCounts(counts), nextCursor.readableBytes());
            task.respond(reply::writeTo, Unpooled.wrappedBuffer(nextCursor, page.messages()));
        } catch (RuntimeException e) {
            task.onFailed(e);
        }
    }
}
