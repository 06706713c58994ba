package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.QueueIndex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides when messages become visible: at once when written, or when durable, but always in the order of their queue. They may be leased
 * then, or before, as soon as they are written. Engine thread.
 */
final class Visibility {
    private record Pending(QueueIndex queue, long offsetEnd, long position) {
    }

    private final boolean leasesWhenDurable;
    private final List<QueueIndex> touched = new ArrayList<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final List<QueueIndex> arrived = new ArrayList<>();
    private final List<QueueIndex> leasable = new ArrayList<>();
    private long durablePosition;

    /** @param leasesWhenDurable whether what is to be durable may be leased only when it is */
    Visibility(boolean leasesWhenDurable) {
        this.leasesWhenDurable = leasesWhenDurable;
    }

    /** A message was appended to {@code queue}; it ends at {@code endPosition}. */
    void onAppended(QueueIndex queue, long endPosition, Durability level) {
        // What is in memory alone is only leased, and has nothing to wait for but those who are told so.
        if (level == Durability.DURABLE && (leasesWhenDurable || !queue.isTransient())) {
            queue.awaitPosition(endPosition);
        }
        if (queue.awaitedPosition() > durablePosition) {
            pending.addLast(new Pending(queue, queue.appendedOffset(), queue.awaitedPosition()));
        }
        touched.add(queue);
    }

    /** The batch is in the file: what waits for no more becomes visible. */
    void onWritten() {
        QueueIndex last = null;
        for (int i = 0; i < touched.size(); i++) {
            QueueIndex queue = touched.get(i);
            if (queue == last) {
                continue; // runs of messages to one queue are common
            }
            last = queue;
            queue.onLogWritten();
            if (queue.awaitedPosition() <= durablePosition && queue.maxOffset() < queue.appendedOffset()) {
                publish(queue, queue.appendedOffset());
            } else if (!leasesWhenDurable && queue.leasableOffset() < queue.appendedOffset()) {
                queue.letLease();
                leasable.add(queue);
            }
        }
        touched.clear();
    }

    /** The log is durable up to {@code position}. */
    void onDurable(long position) {
        durablePosition = position;
        Pending first = pending.peekFirst();
        while (first != null && first.position <= position) {
            pending.pollFirst();
            if (first.queue.maxOffset() < first.offsetEnd) {
                publish(first.queue, first.offsetEnd);
            }
            first = pending.peekFirst();
        }
    }

    private void publish(QueueIndex queue, long endOffset) {
        if (queue.leasableOffset() < endOffset) {
            leasable.add(queue);
        }
        queue.publish(endOffset);
        arrived.add(queue);
    }

    /** Wakes who waits for visible messages, and hands out the queues that got messages to lease since the last call; one may come more than once. */
    void drain(Consumer<QueueIndex> visitor) {
        arrived.forEach(QueueIndex::wakeWaiters);
        arrived.clear();
        for (int i = 0; i < leasable.size(); i++) {
            QueueIndex queue = leasable.get(i);
            if (i == 0 || leasable.get(i - 1) != queue) {
                visitor.accept(queue);
            }
        }
        leasable.clear();
    }

    /** Whether a message waits for the disk. */
    boolean isWaiting() {
        return !pending.isEmpty();
    }
}
