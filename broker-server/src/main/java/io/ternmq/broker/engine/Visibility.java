package io.ternmq.broker.engine;

import io.ternmq.broker.store.index.QueueIndex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides when messages become visible: at once when written, or when durable, but always in the order of their queue.
 * Engine thread.
 */
final class Visibility {
    private record Pending(QueueIndex queue, long offsetEnd, long position) {
    }

    private final List<QueueIndex> touched = new ArrayList<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final List<QueueIndex> arrived = new ArrayList<>();
    private long durablePosition;

    /** A message was appended to {@code queue}; it ends at {@code endPosition}. */
    void onAppended(QueueIndex queue, long endPosition, Durability level) {
        if (level == Durability.DURABLE) {
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
                queue.publish(queue.appendedOffset());
                arrived.add(queue);
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
                first.queue.publish(first.offsetEnd);
                arrived.add(first.queue);
            }
            first = pending.peekFirst();
        }
    }

    /** Hands out the queues that got visible messages since the last call; one may come more than once. */
    void drainArrivals(Consumer<QueueIndex> visitor) {
        for (int i = 0; i < arrived.size(); i++) {
            QueueIndex queue = arrived.get(i);
            if (i == 0 || arrived.get(i - 1) != queue) {
                visitor.accept(queue);
            }
        }
        arrived.clear();
    }

    /** Whether a message waits for the disk. */
    boolean isWaiting() {
        return !pending.isEmpty();
    }
}
