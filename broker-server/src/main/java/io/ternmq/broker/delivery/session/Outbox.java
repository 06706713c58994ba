package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.wire.connection.Connection;
import io.ternmq.wire.frame.Frame;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Frames of one engine round, by connection: each gets them in one hand-over, in their order. Engine thread. */
final class Outbox {

    private final LogReader log;
    private final Map<Connection, Mail> mails = new IdentityHashMap<>();
    private final List<Connection> sentTo = new ArrayList<>();

    /** @param log where messages are read */
    Outbox(LogReader log) {
        this.log = log;
    }

    /** What one connection gets. */
    private static final class Mail {
        private final List<Frame> frames = new ArrayList<>();
        /** Behind the frames, open for more; nullable. */
        private Parcel parcel;

        void close() {
            if (parcel != null) {
                frames.add(parcel.toFrame());
                parcel = null;
            }
        }
    }

    private Mail mail(Connection connection) {
        return mails.computeIfAbsent(connection, key -> new Mail());
    }

    void add(Connection connection, Frame frame) {
        Mail mail = mail(connection);
        mail.close();
        mail.frames.add(frame);
    }

    /** Adds messages for a consumer; they share frames with those of others, as far as nothing else comes in between. */
    void deliver(Connection connection, long consumerId, long firstSequence, List<Lease> leases) {
        Mail mail = mail(connection);
        int from = 0;
        while (from < leases.size()) {
            if (mail.parcel == null) {
                mail.parcel = new Parcel(log);
            }
            from += mail.parcel.add(consumerId, firstSequence + from, leases.subList(from, leases.size()));
            if (from < leases.size()) {
                mail.close();
            }
        }
    }

    boolean isEmpty() {
        return mails.isEmpty();
    }

    /** Sends all; the frames are theirs then. */
    void flush() {
        sentTo.clear();
        if (!mails.isEmpty()) {
            mails.forEach((connection, mail) -> {
                mail.close();
                connection.sendAll(mail.frames);
            });
            sentTo.addAll(mails.keySet());
            mails.clear();
        }
    }

    /** Lets what the last {@link #flush} sent not wait for what this thread does next. */
    void hurry() {
        for (int i = 0; i < sentTo.size(); i++) {
            sentTo.get(i).flushNow();
        }
    }
}
