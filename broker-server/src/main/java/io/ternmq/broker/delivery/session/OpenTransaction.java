package io.ternmq.broker.delivery.session;

import io.ternmq.broker.delivery.lease.HeldAcks;
import io.ternmq.broker.store.log.NewMessage;
import java.util.ArrayList;
import java.util.List;

/** A local transaction: what it has sent, held until it commits, and what it has acknowledged. Engine thread. */
final class OpenTransaction {

    private final HeldAcks acks = new HeldAcks();
    private final List<NewMessage> sends = new ArrayList<>();
    private long sendBytes;

    HeldAcks acks() {
        return acks;
    }

    List<NewMessage> sends() {
        return sends;
    }

    long sendBytes() {
        return sendBytes;
    }

    void send(NewMessage message) {
        sends.add(message);
        sendBytes += message.encodedLength();
    }
}
