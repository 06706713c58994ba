package io.ternmq.broker.delivery.browse;

import io.netty.buffer.ByteBuf;
import io.ternmq.broker.delivery.lease.BrowseRound;
import io.ternmq.broker.delivery.lease.BrowseRound.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages that the next page is made of, by their offsets, chosen on the engine thread; read on a reader thread. Immutable but for
 * the cursor, which moves with the one that reads.
 */
public final class BrowseSelection {

    /** Offsets that one question may look at: a reader thread evaluates a selector over them in about a millisecond. */
    public static final int MAX_LOOKS = 8_192;
    private static final int MIN_LOOKS_PER_QUEUE = 16;

    private final BrowseCursor cursor;
    private final List<Window> windows;

    private BrowseSelection(BrowseCursor cursor, List<Window> windows) {
        this.cursor = cursor;
        this.windows = windows;
    }

    /**
     * Chooses. Engine thread.
     *
     * @param cursorBytes what the last page ended with; empty for the first
     * @param maxLooks offsets to look at, of all queues together, at least 1 and at most {@link #MAX_LOOKS}
     * @throws IllegalArgumentException when the cursor is none
     */
    public static BrowseSelection of(BrowseRound round, ByteBuf cursorBytes, int maxLooks) {
        BrowseCursor cursor = cursorBytes.isReadable() ? BrowseCursor.decode(cursorBytes) : begin(round);
        for (int queueId = 0; queueId < cursor.queueCount(); queueId++) {
            // The topic may have been deleted meanwhile.
            cursor.endAt(queueId, queueId < round.queueCount() ? round.maxOffset(queueId) : 0);
        }
        List<Window> windows = List.of();
        boolean hasMore = true;
        // Most priorities have no messages: finding that out costs next to nothing.
        while (hasMore && windows.isEmpty()) {
            windows = windows(round, cursor, maxLooks);
            hasMore = windows.isEmpty() && cursor.lowerPriority();
        }
        return new BrowseSelection(cursor, windows);
    }

    private static BrowseCursor begin(BrowseRound round) {
        long[] ends = new long[round.queueCount()];
        for (int queueId = 0; queueId < ends.length; queueId++) {
            ends[queueId] = round.maxOffset(queueId);
        }
        return new BrowseCursor(ends);
    }

    private static List<Window> windows(BrowseRound round, BrowseCursor cursor, int maxLooks) {
        List<Window> windows = new ArrayList<>();
        int looks = Math.max(MIN_LOOKS_PER_QUEUE, maxLooks / Math.max(1, cursor.queueCount()));
        for (int queueId = 0; queueId < cursor.queueCount(); queueId++) {
            if (!cursor.isAtEnd(queueId)) {
                Window window = round.window(queueId, cursor.priority(), cursor.nextOffset(queueId), cursor.endOffset(queueId), looks);
                if (window.isEmpty() && window.nextOffset() >= cursor.endOffset(queueId)) {
                    cursor.advance(queueId, window.nextOffset());
                } else {
                    windows.add(window);
                }
            }
        }
        return windows;
    }

    BrowseCursor cursor() {
        return cursor;
    }

    List<Window> windows() {
        return windows;
    }
}
