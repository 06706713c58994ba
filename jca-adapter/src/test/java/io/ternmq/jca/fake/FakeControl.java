package io.ternmq.jca.fake;

import io.ternmq.jca.connection.ConsumerControl;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Writes down what is asked of a consumer, and has the test say what waits for it. Any thread. */
public final class FakeControl implements ConsumerControl {

    private final List<String> events;
    private final List<MessageListener> listeners;
    private final Set<Thread> delivering;
    private volatile Consumer<List<Message>> batches;
    private volatile int limit = Integer.MAX_VALUE;
    private volatile int waiting;
    private final AtomicInteger limitsToRefuse = new AtomicInteger();

    /** @param delivering told which threads are in a listener */
    FakeControl(List<String> events, List<MessageListener> listeners, Set<Thread> delivering) {
        this.events = events;
        this.listeners = listeners;
        this.delivering = delivering;
    }

    /** So many messages wait behind the one that is delivered. */
    public void setWaiting(int count) {
        waiting = count;
    }

    /** The next {@code count} limits are refused. */
    public void refuseLimits(int count) {
        limitsToRefuse.set(count);
    }

    /** How many messages it may hold. */
    public int limit() {
        return limit;
    }

    /** Delivers a batch. */
    public void deliver(List<Message> messages) {
        batches.accept(messages);
    }

    @Override
    public void listen(int maxMessages, long timeoutMs, Consumer<List<Message>> listener, String name) {
        batches = messages -> {
            delivering.add(Thread.currentThread());
            try {
                listener.accept(messages);
            } finally {
                synchronized (delivering) {
                    delivering.remove(Thread.currentThread());
                    delivering.notifyAll();
                }
            }
        };
        listeners.add(message -> batches.accept(List.of(message)));
    }

    @Override
    public void limit(int messages) throws JMSException {
        if (limitsToRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new JMSException("no answer in time");
        }
        limit = messages;
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public void giveBackWaiting() {
        waiting = 0;
        events.add("give back what waits");
    }

    @Override
    public void explain(Throwable failure, String listener) {
        events.add("because of " + failure.getMessage() + " in " + listener);
    }
}
