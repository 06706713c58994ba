package io.ternmq.broker.delivery.session;

import io.ternmq.broker.store.log.NewMessage;
import java.util.List;

/**
 * Messages that a session sends in a transaction with one request.
 *
 * @param messages      complete; none for a request without
 * @param firstSequence producer sequence of the first, the others follow it
 */
record TransactionSends(List<NewMessage> messages, long firstSequence) {
    /** Of a request without messages. */
    static final TransactionSends NONE = new TransactionSends(List.of(), 0);

    /** What the messages will take in the log. */
    long bytes() {
        long bytes = 0;
        for (NewMessage message : messages) {
            bytes += message.encodedLength();
        }
        return bytes;
    }
}
