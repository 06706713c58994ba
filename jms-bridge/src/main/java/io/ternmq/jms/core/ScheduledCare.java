package io.ternmq.jms.core;

import io.ternmq.jms.destination.TernDestination;
import io.ternmq.wire.jms.ListScheduled;
import java.util.concurrent.CompletableFuture;

/** The part of the port that looks after messages which wait for their delivery time. As {@link Provider}. */
public interface ScheduledCare {
    /** For providers that cannot tell. */
    ScheduledCare NONE = new ScheduledCare() {
        @Override
        public CompletableFuture<ListScheduled.Page> list(TernDestination destination, long after, int maxCount) {
            return CompletableFuture.failedFuture(JmsErrors.notSupported("Listing scheduled messages"));
        }

        @Override
        public CompletableFuture<Boolean> cancel(TernDestination destination, String rawId) {
            return CompletableFuture.failedFuture(JmsErrors.notSupported("Cancelling a scheduled message"));
        }
    };

    /**
     * What waits for a destination, in the order of sending.
     *
     * @param after    {@code next} of the page before, 0 for the first page
     * @param maxCount 1 to {@link ListScheduled#MAX_COUNT}
     */
    CompletableFuture<ListScheduled.Page> list(TernDestination destination, long after, int maxCount);

    /**
     * Takes a message back.
     *
     * @param rawId JMSMessageID without {@code ID:}
     * @return completes with false when it does not wait (any more)
     */
    CompletableFuture<Boolean> cancel(TernDestination destination, String rawId);
}
