package io.ternmq.jms.rocketmq;

import io.ternmq.wire.command.pop.PopHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * A popped message that the application has, or that waits for it in the session's buffer. Owned by the connection's logical thread.
 *
 * <p>What is done to it happens one after the other, since each change of its time gives it another handle: an acknowledgement with
 * the old one would be taken and mean nothing.
 */
final class Held {
    private final Popped popped;
    private final String group;
    private final String topic;
    private final BrokerLink broker;
    private PopHandle handle;
    private long visibleAtNs;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private boolean isWarned;

    /** @param visibleAtNs {@link System#nanoTime} when others may get it, unless it is renewed */
    Held(Popped popped, String group, String topic, BrokerLink broker, long visibleAtNs) {
        this.popped = popped;
        this.group = group;
        this.topic = topic;
        this.broker = broker;
        this.handle = popped.handle();
        this.visibleAtNs = visibleAtNs;
    }

    /** Does something to it when everything before is done, on {@code executor}. */
    <T> CompletableFuture<T> then(Executor executor, Supplier<CompletableFuture<T>> action) {
        CompletableFuture<T> result = last.handle((done, failure) -> null).thenComposeAsync(ready -> action.get(), executor);
        last = result;
        return result;
    }

    /** Whether nothing is being done to it. */
    boolean isIdle() {
        return last.isDone();
    }

    void renewed(PopHandle newHandle, long newVisibleAtNs) {
        handle = newHandle;
        visibleAtNs = newVisibleAtNs;
    }

    long visibleAtNs() {
        return visibleAtNs;
    }

    PopHandle handle() {
        return handle;
    }

    Popped popped() {
        return popped;
    }

    String group() {
        return group;
    }

    String topic() {
        return topic;
    }

    BrokerLink broker() {
        return broker;
    }

    /** True for the first time. */
    boolean warnOnce() {
        boolean isFirst = !isWarned;
        isWarned = true;
        return isFirst;
    }
}
