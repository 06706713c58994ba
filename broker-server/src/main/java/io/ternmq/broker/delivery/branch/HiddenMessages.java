package io.ternmq.broker.delivery.branch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ternmq.broker.delivery.branch.PreparedBranch.HeldSend;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.broker.engine.AppendRefusedException;
import io.ternmq.broker.engine.Appended;
import io.ternmq.broker.engine.Durability;
import io.ternmq.broker.engine.EngineContext;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import io.ternmq.wire.message.Tags;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of prepared branches, and of transactions that have sent more than is held in memory: hidden in the log, and taken out of it
 * again. What reads may be called by any thread, the rest by the engine's.
 *
 * <p>A table of messages is a hidden record as well, whose body is what {@link HeldSend} writes.
 */
public final class HiddenMessages {

    private static final Logger LOG = LoggerFactory.getLogger(HiddenMessages.class);

    /** The topic under which they lie. */
    static final String TOPIC = "rmq_sys_TERNMQ_PREPARED";

    private static final byte[] TOPIC_BYTES = NewMessage.bytesOf(TOPIC);
    private static final byte[] NO_PROPERTIES = {};
    private static final byte[] TAGS = MessageProperties.TAGS.getBytes(US_ASCII);

    private final LogReader log;
    private final long maxPieceBytes;
    private final long maxMessageBytes;

    /**
     * Reads and writes one log.
     *
     * @param log           reads what is written
     * @param maxPieceBytes   messages of one table, unless a single one is longer: as much as is moved to its queues at a time
     * @param maxMessageBytes longest message that can be moved, with the records around it
     */
    public HiddenMessages(LogReader log, long maxPieceBytes, long maxMessageBytes) {
        this.log = log;
        this.maxPieceBytes = maxPieceBytes;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** The message as it is laid into the log until its branch ends: complete, but nobody's business. */
    private static NewMessage hide(NewMessage message) {
        return new NewMessage(TOPIC, TOPIC_BYTES, message.queueId(), message.flag(),
            SysFlags.withTransactionType(message.sysFlag(), SysFlags.TRANSACTION_PREPARED), message.bornTimestamp(),
            message.bornHost(), message.storeHost(), message.reconsumeTimes(), message.preparedTransactionOffset(),
            message.body(), message.bodyCrc(), message.properties(), 0, 0, message.marks());
    }

    /** What has to be known of it to {@link #reveal} it. */
    private static HeldSend held(NewMessage message, Appended at) {
        return new HeldSend(at.position(), at.size(), message.topic(), !SysFlags.isIndexed(message.sysFlag()), message.delayMs());
    }

    /** Lays messages hidden. What they are is the caller's to log. */
    public static List<HeldSend> lay(EngineContext engine, List<NewMessage> messages) {
        List<HeldSend> sends = new ArrayList<>(messages.size());
        for (NewMessage message : messages) {
            sends.add(held(message, engine.append(hide(message), Durability.APPENDED)));
        }
        return sends;
    }

    /**
     * Lays messages hidden, and tables of them, so that nothing of them has to be remembered but where those are.
     *
     * @param target gets the pieces, in the order of the messages
     * @throws AppendRefusedException when one of them cannot be stored; those before it are in the target
     */
    public void spill(EngineContext engine, List<NewMessage> messages, List<SpilledSends> target) {
        messages.forEach(this::requireMovable);
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            bytes += messages.get(i).encodedLength();
            if (i + 1 == messages.size() || bytes + messages.get(i + 1).encodedLength() > maxPieceBytes) {
                target.add(spillPiece(engine, messages.subList(from, i + 1), bytes));
                from = i + 1;
                bytes = 0;
            }
        }
    }

    private void requireMovable(NewMessage message) {
        if (message.encodedLength() > maxMessageBytes) {
            throw new AppendRefusedException(ResponseCode.MESSAGE_ILLEGAL, "message of " + message.encodedLength()
                + " bytes in a large transaction (expected: at most " + maxMessageBytes + ")");
        }
    }

    private static SpilledSends spillPiece(EngineContext engine, List<NewMessage> messages, long bytes) {
        List<HeldSend> sends = lay(engine, messages);
        StateWriter table = new StateWriter();
        HeldSend.write(sends, table);
        Appended at = engine.append(table(engine.nowMs(), messages.get(0).storeHost(), ByteBuffer.wrap(table.toBytes())), Durability.APPENDED);
        return new SpilledSends(sends.get(0).position(), at.position(), at.size(), sends.size(), bytes);
    }

    private static NewMessage table(long nowMs, byte[] host, ByteBuffer body) {
        return new NewMessage(TOPIC, TOPIC_BYTES, 0, 0, NewMessage.withHosts(SysFlags.TRANSACTION_PREPARED, host, host), nowMs, host, host, 0, 0,
            body, NewMessage.crcOf(body), NO_PROPERTIES, 0, 0);
    }

    /**
     * The spilled messages as they were sent, in their order. Looks at every byte, so that it may wait for the disk, and the engine does not:
     * what is damaged is left out, since the log would end there for the next recovery. Nothing is copied.
     */
    public List<NewMessage> reveal(SpilledSends spilled) {
        List<NewMessage> messages = new ArrayList<>(spilled.count());
        MessageView table = sound(spilled.tablePosition(), spilled.tableBytes());
        if (table == null) {
            LOG.error("The list of {} messages of a transaction at position {} is damaged: they are lost", spilled.count(), spilled.tablePosition());
            return messages;
        }
        for (HeldSend send : HeldSend.read(new StateReader(table.body()))) {
            MessageView stored = sound(send.position(), send.sizeBytes());
            if (stored == null) {
                LOG.error("A message of a transaction to {} at position {} is damaged: it is lost", send.topic(), send.position());
            } else {
                messages.add(reveal(stored, send));
            }
        }
        return messages;
    }

    /** The stored record; null when it is damaged, or gone. */
    private MessageView sound(long position, int sizeBytes) {
        ByteBuffer stored = log.read(position, sizeBytes);
        MessageView view = stored == null ? null : new MessageView().wrap(stored, 0);
        return view == null || view.defect(position, sizeBytes) != null ? null : view;
    }

    /**
     * The messages as they were sent, in their order; nothing is copied.
     *
     * @return null while they are not in the file yet: the branch was prepared in this very round
     */
    public List<NewMessage> reveal(List<HeldSend> sends) {
        List<NewMessage> messages = new ArrayList<>(sends.size());
        for (HeldSend send : sends) {
            ByteBuffer stored = log.read(send.position(), send.sizeBytes());
            if (stored == null) {
                return null;
            }
            messages.add(reveal(new MessageView().wrap(stored, 0), send));
        }
        return messages;
    }

    private static NewMessage reveal(MessageView stored, HeldSend send) {
        int type = send.isHidden() ? SysFlags.TRANSACTION_PREPARED : 0;
        return new NewMessage(send.topic(), NewMessage.bytesOf(send.topic()), stored.queueId(), stored.flag(),
            SysFlags.withTransactionType(stored.sysFlag(), type), stored.bornTimestamp(), stored.bornHostBytes(),
            stored.storeHostBytes(), stored.reconsumeTimes(), stored.preparedTransactionOffset(), stored.body(),
            stored.bodyCrc(), stored.propertiesBytes(), Tags.code(stored.property(TAGS)), send.delayMs());
    }
}
