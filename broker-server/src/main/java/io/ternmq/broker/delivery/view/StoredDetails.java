package io.ternmq.broker.delivery.view;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ternmq.broker.delivery.lease.EntryDetails;
import io.ternmq.wire.jms.BadBlockException;
import io.ternmq.wire.jms.JmsHeader;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import java.nio.ByteBuffer;

/** Reads {@link EntryDetails} out of stored messages. One thread. */
public final class StoredDetails {

    private static final byte[] HEADER = JmsHeader.PROPERTY.getBytes(US_ASCII);
    private static final byte[] GROUP = MessageProperties.SHARDING_KEY.getBytes(US_ASCII);

    private final LogReader log;
    private final MessageView message = new MessageView();

    /** @param log where the messages are read from */
    public StoredDetails(LogReader log) {
        this.log = log;
    }

    /** What the message at a log position says of itself; {@link EntryDetails#NONE} when retention has removed it. */
    public EntryDetails read(long position, int sizeBytes) {
        ByteBuffer stored = log.read(position, sizeBytes);
        if (stored == null) {
            return EntryDetails.NONE;
        }
        message.wrap(stored, 0);
        return new EntryDetails(expirationMs(message.property(HEADER)), message.property(GROUP), sendingPosition());
    }

    // A message of a RocketMQ transaction names its prepared one there, but its sending is the commit.
    private long sendingPosition() {
        boolean isTransactional = SysFlags.transactionType(message.sysFlag()) != 0;
        return isTransactional ? 0 : message.preparedTransactionOffset();
    }

    private static long expirationMs(String block) {
        try {
            return block == null ? 0 : JmsHeader.decode(block).expirationMs();
        } catch (BadBlockException e) {
            return 0; // whatever a producer wrote: it names no time
        }
    }
}
