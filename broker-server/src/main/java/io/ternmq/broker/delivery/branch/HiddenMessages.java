package io.ternmq.broker.delivery.branch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ternmq.broker.delivery.branch.PreparedBranch.HeldSend;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.broker.engine.Appended;
import io.ternmq.broker.store.log.NewMessage;
import io.ternmq.wire.message.MessageProperties;
import io.ternmq.wire.message.MessageView;
import io.ternmq.wire.message.SysFlags;
import io.ternmq.wire.message.Tags;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Messages of prepared branches: hidden in the log, and taken out of it again. Engine thread. */
public final class HiddenMessages {

    /** The topic under which they lie. */
    static final String TOPIC = "rmq_sys_TERNMQ_PREPARED";

    private static final byte[] TOPIC_BYTES = NewMessage.bytesOf(TOPIC);
    private static final byte[] TAGS = MessageProperties.TAGS.getBytes(US_ASCII);

    private final LogReader log;

    /** @param log reads what is written */
    public HiddenMessages(LogReader log) {
        this.log = log;
    }

    /** The message as it is laid into the log until its branch ends: complete, but nobody's business. */
    public static NewMessage hide(NewMessage message) {
        return new NewMessage(TOPIC, TOPIC_BYTES, message.queueId(), message.flag(),
            SysFlags.withTransactionType(message.sysFlag(), SysFlags.TRANSACTION_PREPARED), message.bornTimestamp(),
            message.bornHost(), message.storeHost(), message.reconsumeTimes(), message.preparedTransactionOffset(),
            message.body(), message.bodyCrc(), message.properties(), 0, 0, message.marks());
    }

    /** What has to be known of it to {@link #reveal} it. */
    public static HeldSend held(NewMessage message, Appended at) {
        return new HeldSend(at.position(), at.size(), message.topic(), !SysFlags.isIndexed(message.sysFlag()), message.delayMs());
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
