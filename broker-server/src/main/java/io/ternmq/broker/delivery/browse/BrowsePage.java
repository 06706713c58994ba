package io.ternmq.broker.delivery.browse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.lease.BrowseRound.Waiting;
import io.ternmq.broker.delivery.lease.BrowseRound.Window;
import io.ternmq.broker.delivery.lease.EntryFilter;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.broker.delivery.view.StoredDetails;
import io.ternmq.broker.store.index.QueueIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

    /** A place in the log. */
    private record Place(long position, int sizeBytes, long tagsCode) {
    }

    private final BrowseCursor cursor;
    private final IntFunction<QueueIndex> indexes;
    private final LogReader log;
    private final EntryFilter filter;
    private final StoredDetails details;
    private final long nowMs;
    private final List<ByteBuffer> messages = new ArrayList<>();
    private final List<Integer> deliveryCounts = new ArrayList<>();
    private int bytes;

    private BrowsePage(BrowseSelection selection, IntFunction<QueueIndex> indexes, LogReader log, EntryFilter filter, long nowMs) {
        this.cursor = selection.cursor();
        this.indexes = indexes;
        this.log = log;
        this.filter = filter;
        this.details = new StoredDetails(log);
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
        BrowsePage page = new BrowsePage(selection, indexes, log, filter, nowMs);
        page.merge(selection.windows(), maxMessages);
        return page;
    }

    /** One queue's selected messages while they are merged with those of the others. */
    private final class Run {
        private final Window window;
        private int at;
        private Place place;

        Run(Window window) {
            this.window = window;
        }

        Waiting current() {
            return window.waiting().get(at);
        }

        /** Finds the next message that is still stored; false when there is none in this window. */
        boolean find() {
            QueueIndex index = indexes.apply(window.queueId());
            for (; index != null && at < window.waiting().size(); at++) {
                place = placeOf(index, current().queueOffset());
                if (place != null) {
                    cursor.advance(window.queueId(), current().queueOffset());
                    return true;
                }
            }
            cursor.advance(window.queueId(), window.nextOffset());
            return false;
        }
    }

    private static Place placeOf(QueueIndex index, long queueOffset) {
        Place[] found = new Place[1];
        if (queueOffset >= index.minOffset()) {
            index.read(queueOffset, 1, (offset, position, sizeBytes, tagsCode) -> {
                found[0] = offset == queueOffset ? new Place(position, sizeBytes, tagsCode) : null;
                return false;
            });
        }
        return found[0];
    }

    // A queue whose window ends while there is more behind it may have the next message of all: then the page ends as well.
    private void merge(List<Window> windows, int maxMessages) {
        PriorityQueue<Run> runs = new PriorityQueue<>(Comparator.comparingLong(run -> run.place.position()));
        boolean isCutShort = false;
        for (Window window : windows) {
            Run run = new Run(window);
            if (run.find()) {
                runs.add(run);
            } else {
                isCutShort |= !cursor.isAtEnd(window.queueId());
            }
        }
        while (!isCutShort && !runs.isEmpty() && messages.size() < maxMessages && bytes < MAX_BYTES) {
            Run next = runs.poll();
            take(next);
            next.at++;
            if (next.find()) {
                runs.add(next);
            } else {
                isCutShort = !cursor.isAtEnd(next.window.queueId());
            }
        }
    }

    private void take(Run run) {
        Place place = run.place;
        Waiting waiting = run.current();
        boolean isWanted = filter.matches(place.tagsCode, place.position, place.sizeBytes);
        if (isWanted && waiting.isDetailed()) {
            long expirationMs = details.read(place.position, place.sizeBytes).expirationMs();
            isWanted = expirationMs == 0 || expirationMs > nowMs;
        }
        ByteBuffer stored = isWanted ? log.read(place.position, place.sizeBytes) : null;
        if (stored != null) {
            messages.add(stored);
            deliveryCounts.add(waiting.deliveries() + 1);
            bytes += place.sizeBytes;
        }
    }

    /** JMSXDeliveryCount that each message would have if it were received now. */
    public int[] deliveryCounts() {
        return deliveryCounts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The stored messages back to back: views of the log. */
    public ByteBuf messages() {
        return Unpooled.wrappedBuffer(messages.toArray(ByteBuffer[]::new));
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
