package io.ternmq.broker.request;

import io.ternmq.broker.engine.Engine;
import io.ternmq.broker.store.index.ArrivalWaiter;
import io.ternmq.broker.store.index.QueueIndex;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Pulls that wait for a message, by queue. Each queue index has at most one waiter of ours, however many pulls come and go, so
 * that idle queues gather nothing. Any thread.
 */
final class HeldPulls {
    private record Queue(String topic, int queueId) {}

    private final ConcurrentHashMap<Queue, Poll> polls = new ConcurrentHashMap<>();
    private final MessageReads reads;
    private final Engine engine;

    HeldPulls(MessageReads reads, Engine engine) {
        this.reads = reads;
        this.engine = engine;
    }

    /** A pull that waits. */
    interface Held {
        /** Something has come: look again. Any thread; hands over to its event loop. */
        void onArrival();
    }

    /** Holds a pull until its queue has a message at {@code offset}, which may be the case already. */
    void hold(String topic, int queueId, long offset, Held held) {
        Poll poll = polls.computeIfAbsent(new Queue(topic, queueId), key -> new Poll());
        poll.held.add(held);
        QueueIndex queue = reads.queue(topic, queueId);
        if (queue != null) {
            poll.arm(queue, offset, held);
        } else {
            // Nothing was ever stored there. Only the engine makes an index; afterwards there is one to wait at.
            engine.call(context -> {
                poll.arm(reads.obtain(topic, queueId), offset, held);
                return null;
            });
        }
    }

    /** Forgets a pull; its time is over. */
    void release(String topic, int queueId, Held held) {
        Poll poll = polls.get(new Queue(topic, queueId));
        if (poll != null) {
            poll.held.remove(held);
        }
    }

    /** The pulls of one queue. */
    private static final class Poll extends ArrivalWaiter {
        private final Set<Held> held = ConcurrentHashMap.newKeySet();
        /** Where this waiter is registered; another index than before when the topic was deleted and made again. */
        private final AtomicReference<QueueIndex> armedAt = new AtomicReference<>();

        // The order matters. Who holds adds first and arms then; an arrival disarms first and takes all then: so that each pull
        // is seen by the arrival, or arms again and is told at once because the queue has grown.
        void arm(QueueIndex queue, long knownMaxOffset, Held pull) {
            QueueIndex before = armedAt.get();
            if (before != queue && armedAt.compareAndSet(before, queue)) {
                queue.await(this, knownMaxOffset);
            }
            // Another pull may have armed first, and have known a later end.
            if (queue.maxOffset() > knownMaxOffset && held.remove(pull)) {
                pull.onArrival();
            }
        }

        @Override
        public void onArrival() {
            armedAt.set(null);
            for (Held pull : held) {
                if (held.remove(pull)) {
                    pull.onArrival();
                }
            }
        }
    }
}
