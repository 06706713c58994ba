package io.ternmq.jms.core;

import java.util.List;

/**
 * How many messages may wait for the application, going by the bodies that came last: what waits takes memory. Credit counts messages, so
 * what follows a change of sizes may take more for a while. State guarded by the session's lock, which is held in all calls.
 */
final class BodySizes {
    // Of the average, what one message counts for; a larger one counts for all at once.
    private static final int SHARE = 4;

    private final long mostBytes;
    private long typicalBytes;

    /** @param mostBytes of bodies that wait, at least 1 */
    BodySizes(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    void onDelivered(List<InboundMessage> messages) {
        for (InboundMessage message : messages) {
            int bytes = message.body().length;
            typicalBytes = Math.max(bytes, typicalBytes + (bytes - typicalBytes) / SHARE);
        }
    }

    /** So many messages, or as many as there is room for, at least 1. */
    int atMost(int messages) {
        return typicalBytes == 0 ? messages : (int) Math.max(1, Math.min(messages, mostBytes / typicalBytes));
    }
}
