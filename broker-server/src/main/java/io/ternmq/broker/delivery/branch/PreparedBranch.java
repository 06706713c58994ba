package io.ternmq.broker.delivery.branch;

import static java.util.Objects.requireNonNull;

import io.ternmq.broker.delivery.view.ViewKey;
import io.ternmq.broker.engine.StateReader;
import io.ternmq.broker.engine.StateWriter;
import io.ternmq.wire.jms.xa.BranchId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a branch will do when it is committed. As bytes, after the branch id; varints unless said otherwise:
 *
 * <pre>
 *   origin (string) | prepared at | release delay
 *   topic count | topic (string) ... | send count | { gap from the end of the one before, size, 2 * topic + waits, delivery delay } ...
 *   view count | { group (string), topic (string), count | { queue id, queue offset, earlier deliveries } ... } ...
 * </pre>
 *
 * @param id             the branch
 * @param origin         client id or connection id of a session that worked in it, for people
 * @param preparedMs     when it was prepared, ms since the epoch
 * @param releaseDelayMs how long its messages wait when it is rolled back
 * @param sends          hidden messages, by position
 * @param acks           messages that it has consumed
 */
public record PreparedBranch(BranchId id, String origin, long preparedMs, long releaseDelayMs, List<HeldSend> sends,
        List<HeldView> acks) {

    public PreparedBranch {
        requireNonNull(id, "id");
        sends = List.copyOf(sends);
        acks = List.copyOf(acks);
    }

    /**
     * A message that lies in the log under another topic, since modules know hidden messages by theirs.
     *
     * @param position  byte in the log
     * @param sizeBytes length of the hidden record
     * @param topic     where it goes
     * @param isHidden  it will be hidden there as well: it waits for its delivery time
     * @param delayMs   see {@code NewMessage.delayMs}
     */
    public record HeldSend(long position, int sizeBytes, String topic, boolean isHidden, long delayMs) {
    }

    /** Messages of one view that are consumed if the branch commits. */
    public record HeldView(ViewKey view, List<HeldAck> messages) {

        public HeldView {
            messages = List.copyOf(messages);
        }
    }

    /** One of these; {@code earlierDeliveries} is 0 when the application saw it for the first time. */
    public record HeldAck(int queueId, long queueOffset, int earlierDeliveries) {
    }

    /** Bytes of the messages that wait. */
    public long sendBytes() {
        return sends.stream().mapToLong(HeldSend::sizeBytes).sum();
    }

    /** How many messages it has consumed. */
    public int ackCount() {
        return acks.stream().mapToInt(view -> view.messages().size()).sum();
    }

    /** The same without what it has consumed of one view, which is gone. */
    PreparedBranch without(ViewKey view) {
        List<HeldView> rest = acks.stream().filter(held -> !held.view().equals(view)).toList();
        return rest.size() == acks.size() ? this : new PreparedBranch(id, origin, preparedMs, releaseDelayMs, sends, rest);
    }

    void write(StateWriter out) {
        out.putString(origin).putVarLong(preparedMs).putVarLong(releaseDelayMs);
        writeSends(out);
        out.putVarLong(acks.size());
        for (HeldView held : acks) {
            out.putString(held.view().group()).putString(held.view().topic()).putVarLong(held.messages().size());
            for (HeldAck ack : held.messages()) {
                out.putVarLong(ack.queueId()).putVarLong(ack.queueOffset()).putVarLong(ack.earlierDeliveries());
            }
        }
    }

    private void writeSends(StateWriter out) {
        Map<String, Integer> topics = new LinkedHashMap<>();
        sends.forEach(send -> topics.putIfAbsent(send.topic(), topics.size()));
        out.putVarLong(topics.size());
        topics.keySet().forEach(out::putString);
        out.putVarLong(sends.size());
        long end = 0;
        for (HeldSend send : sends) {
            out.putVarLong(send.position() - end).putVarLong(send.sizeBytes())
                .putVarLong(2L * topics.get(send.topic()) + (send.isHidden() ? 1 : 0)).putVarLong(send.delayMs());
            end = send.position() + send.sizeBytes();
        }
    }

    static PreparedBranch read(BranchId id, StateReader in) {
        String origin = in.getString();
        long preparedMs = in.getVarLong();
        long releaseDelayMs = in.getVarLong();
        List<HeldSend> sends = readSends(in);
        List<HeldView> acks = new ArrayList<>();
        for (long i = in.getVarLong(); i > 0; i--) {
            acks.add(readView(in));
        }
        return new PreparedBranch(id, origin, preparedMs, releaseDelayMs, sends, acks);
    }

    private static List<HeldSend> readSends(StateReader in) {
        List<String> topics = new ArrayList<>();
        for (long i = in.getVarLong(); i > 0; i--) {
            topics.add(in.getString());
        }
        List<HeldSend> sends = new ArrayList<>();
        long end = 0;
        for (long i = in.getVarLong(); i > 0; i--) {
            long position = end + in.getVarLong();
            int sizeBytes = (int) in.getVarLong();
            int topic = (int) in.getVarLong();
            sends.add(new HeldSend(position, sizeBytes, topics.get(topic >> 1), (topic & 1) != 0, in.getVarLong()));
            end = position + sizeBytes;
        }
        return sends;
    }

    private static HeldView readView(StateReader in) {
        ViewKey view = new ViewKey(in.getString(), in.getString());
        List<HeldAck> messages = new ArrayList<>();
        for (long i = in.getVarLong(); i > 0; i--) {
            messages.add(new HeldAck((int) in.getVarLong(), in.getVarLong(), (int) in.getVarLong()));
        }
        return new HeldView(view, messages);
    }
}
