package io.ternmq.broker.delivery.session;

import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Frames of one engine round, by connection: each gets them in one hand-over, in their order. Engine thread. */
final class Outbox {

    private final Map<Connection, List<Frame>> frames = new IdentityHashMap<>();
    private final List<Connection> sentTo = new ArrayList<>();

    void add(Connection connection, Frame frame) {
        frames.computeIfAbsent(connection, key -> new ArrayList<>()).add(frame);
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Sends all; the frames are theirs then. */
    void flush() {
        sentTo.clear();
        if (!frames.isEmpty()) {
            frames.forEach(Connection::sendAll);
            sentTo.addAll(frames.keySet());
            frames.clear();
        }
    }

    /** Lets what the last {@link #flush} sent not wait for what this thread does next. */
    void hurry() {
        for (int i = 0; i < sentTo.size(); i++) {
            sentTo.get(i).flushNow();
        }
    }
}
