package io.ternmq.broker.delivery.browse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.broker.delivery.view.StoredDetails;
import io.ternmq.broker.store.index.QueueIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;

/**
 * A page of a browser: the selected messages that its selector wants, in the order of the log, and where the next page goes on. Made
 * by one reader thread; may wait for the disk.
 */
public final class BrowsePage {

    private static final int MAX_BYTES = 1 << 20;

    private final BrowseCursor cursor;
    private final LogReader log;
    private final StoredDetails details;
    private final int maxMessages;
    private final long nowMs;
    /** Views of the log: neighbouring messages as one. */
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private long pieceStart;
    private long pieceEnd;
    private final int[] deliveryCounts;
    private int count;
    private int bytes;

    private BrowsePage(BrowseCursor cursor, LogReader log, int maxMessages, long nowMs) {
        this.cursor = cursor;
        this.log = log;
        this.details = new StoredDetails(log);
        this.maxMessages = maxMessages;
        this.deliveryCounts = new int[maxMessages];
        this.nowMs = nowMs;
    }

    /**
     * Reads a page.
     *
     * @param indexes the queue's index by queue id; null for none
     * @param filter for this page alone
     * @param maxMessages most messages, at least 1
     * @param nowMs wall-clock time, which decides what has expired
     */
    public static BrowsePage read(BrowseSelection selection, IntFunction<QueueIndex> indexes, LogReader log, EntryFilter filter,
            int maxMessages, long nowMs) {
        BrowsePage page = new BrowsePage(selection.cursor(), log, maxMessages, nowMs);
        page.merge(selection.windows().stream()
            .map(window -> new BrowseRun(window, indexes.apply(window.queueId()), filter)).toList());
        return page;
    }

    // A queue whose window ends while there is more behind it may have the next message of all: then the page ends as well.
    private void merge(List<BrowseRun> all) {
        PriorityQueue<BrowseRun> runs = new PriorityQueue<>(Comparator.comparingLong(BrowseRun::position));
        boolean isCutShort = false;
        for (BrowseRun run : all) {
            isCutShort |= !goOn(run, runs);
        }
        while (!isCutShort && !runs.isEmpty() && count < maxMessages && bytes < MAX_BYTES) {
            BrowseRun next = runs.poll();
            take(next);
            isCutShort = !goOn(next, runs);
        }
    }

    /** Returns false when it is not known what comes next in the queue. */
    private boolean goOn(BrowseRun run, PriorityQueue<BrowseRun> runs) {
        int queueId = run.window().queueId();
        if (run.next()) {
            cursor.advance(queueId, run.queueOffset());
            runs.add(run);
            return true;
        }
        cursor.advance(queueId, run.window().nextOffset());
        return cursor.isAtEnd(queueId);
    }

    private void take(BrowseRun run) {
        long queueOffset = run.queueOffset();
        if (run.window().isDetailed(queueOffset)) {
            long expirationMs = details.read(run.position(), run.sizeBytes()).expirationMs();
            if (expirationMs != 0 && expirationMs <= nowMs) {
                return;
            }
        }
        if (append(run.position(), run.sizeBytes())) {
            deliveryCounts[count++] = run.window().deliveries(queueOffset) + 1;
            bytes += run.sizeBytes();
        }
    }

    /** Returns false when retention has removed the message. */
    private boolean append(long position, int sizeBytes) {
        long end = position + sizeBytes;
        boolean isNeighbour = !pieces.isEmpty() && position == pieceEnd;
        ByteBuffer longer = isNeighbour ? log.read(pieceStart, (int) (end - pieceStart)) : null;
        if (longer != null) {
            pieces.set(pieces.size() - 1, longer);
        } else {
            // Another piece, also where the next log file begins
            ByteBuffer piece = log.read(position, sizeBytes);
            if (piece == null) {
                return false;
            }
            pieces.add(piece);
            pieceStart = position;
        }
        pieceEnd = end;
        return true;
    }

    /** JMSXDeliveryCount that each message would have if it were received now. */
    public int[] deliveryCounts() {
        return Arrays.copyOf(deliveryCounts, count);
    }

    /** The stored messages back to back: views of the log. */
    public ByteBuf messages() {
        return Unpooled.wrappedBuffer(pieces.toArray(ByteBuffer[]::new));
    }

    /** Where the next page goes on; empty when this is the last. */
    public ByteBuf nextCursor() {
        ByteBuf out = Unpooled.buffer();
        if (cursor.lowerPriority()) {
            cursor.encode(out);
        }
        return out;
    }
}
