package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.DriverOutput;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Work;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A queue with many messages, filled once for all loads of the same depth and size. Each message has an integer property {@code k} with
 * one of 1000 values, so that a selector for one value finds one message in 1000, all over the queue.
 *
 * @param name of the queue
 * @param depth messages that it was filled with
 * @param ledger of all its messages
 * @param keys values of {@code k} that no load has used yet
 * @param works that have run on it
 */
record DeepQueue(String name, int depth, Ledger ledger, Keys keys, Set<Work> works) {

    private static final String PROPERTY = "k";

    /** Values of {@code k}, each handed out once. Any thread. */
    static final class Keys {

        private static final int COUNT = 1000;
        // Has no common divisor with COUNT, so the values come in no order of their place in the queue
        private static final int STRIDE = 617;
        private static final int FIRST = 311;

        private int used;

        synchronized int next() {
            return (FIRST + used++ * STRIDE) % COUNT;
        }
    }

    /** The queues of one driver. */
    static final class Cache {

        private final JmsTarget target;
        private final Map<String, DeepQueue> queues = new HashMap<>();

        Cache(JmsTarget target) {
            this.target = target;
        }

        /** The queue for this load, filled when it is the first, and when the same work has run before: that has changed what is in it. */
        DeepQueue of(Load load) throws JMSException, InterruptedException, DriverException {
            String id = load.level() + "/" + load.sizeBytes();
            DeepQueue queue = queues.get(id);
            if (queue != null && queue.works.contains(load.work())) {
                verify(queue);
                queue = null;
            }
            if (queue == null) {
                queue = new DeepQueue(JmsTarget.name(load), load.level(), new Ledger(), new Keys(), EnumSet.noneOf(Work.class));
                Filler.fill(target, queue.name, queue.ledger, load.level(), load.sizeBytes(), queue::mark);
                queues.put(id, queue);
            }
            queue.works.add(load.work());
            return queue;
        }

        /** Empties all queues and notes what was lost or came twice. */
        void verify() throws JMSException, InterruptedException {
            for (DeepQueue queue : queues.values()) {
                verify(queue);
            }
        }

        private void verify(DeepQueue queue) throws JMSException, InterruptedException {
            int wrong = Inbox.drain(target, queue.name, queue.ledger);
            if (wrong > 0) {
                DriverOutput.note("queue of " + queue.depth + " messages: " + wrong + " lost or repeated, " + queue.ledger);
            }
        }
    }

    private void mark(Message message, int number) throws JMSException {
        message.setIntProperty(PROPERTY, number % Keys.COUNT);
    }

    /** A selector that no load has used yet. */
    String nextSelector() {
        return PROPERTY + " = " + keys.next();
    }

    /** Messages that an unused selector matches, as long as nothing was received without one. */
    int matches() {
        return depth / Keys.COUNT;
    }
}
