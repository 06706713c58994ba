package io.ternmq.broker.delivery.branch;

import static java.util.Objects.requireNonNull;

import io.ternmq.broker.delivery.lease.RedeliveryRules;
import io.ternmq.broker.delivery.lease.RedeliveryRules.GiveUp;
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
 *   origin (string) | prepared at | release delay | client (string) | has rules (byte)
 *   { max deliveries | delay | multiplier | max delay | jitter | give up (byte) | dead letter topic (string, empty: none) }
 *   topic count | topic (string) ... | send count | { gap from the end of the one before, size, 2 * topic + waits, delivery delay } ...
 *   what {@link SpilledSends} writes | view count | { group (string), topic (string), count | { queue id, queue offset, earlier deliveries } ... } ...
 * </pre>
 *
 * @param id             the branch
 * @param origin         client id or connection id of a session that worked in it, for people
 * @param preparedMs     when it was prepared, ms since the epoch
 * @param undoing        how its messages are given back when it is rolled back
 * @param sends          hidden messages, by position
 * @param spilled        more of them, in pieces by position; a branch has either these or those
 * @param acks           messages that it has consumed
 */
public record PreparedBranch(BranchId id, String origin, long preparedMs, Undoing undoing, List<HeldSend> sends,
        List<SpilledSends> spilled, List<HeldView> acks) {

    public PreparedBranch {
        requireNonNull(id, "id");
        requireNonNull(undoing, "undoing");
        sends = List.copyOf(sends);
        spilled = List.copyOf(spilled);
        acks = List.copyOf(acks);
    }

    /**
     * How messages are given back: as the consumer wished that received them, which may be gone by then.
     *
     * @param delayMs how long they wait when there are no rules
     * @param rules   what becomes of them; null for the group's own
     * @param client  who had them, for people
     */
    public record Undoing(long delayMs, RedeliveryRules rules, String client) {
        /** At once, by the group's own rules. */
        public static final Undoing PLAIN = new Undoing(0, null, "");

        public Undoing {
            requireNonNull(client, "client");
        }

        private void write(StateWriter out) {
            out.putVarLong(delayMs).putString(client).putBoolean(rules != null);
            if (rules != null) {
                out.putVarLong(rules.maxDeliveries()).putVarLong(rules.delayMs()).putVarLong(rules.multiplierPercent())
                    .putVarLong(rules.maxDelayMs()).putVarLong(rules.jitterPercent()).putByte(rules.giveUp().ordinal())
                    .putString(rules.deadLetterTopic() == null ? "" : rules.deadLetterTopic());
            }
        }

        private static Undoing read(StateReader in) {
            long delayMs = in.getVarLong();
            String client = in.getString();
            return new Undoing(delayMs, in.getBoolean() ? readRules(in) : null, client);
        }

        private static RedeliveryRules readRules(StateReader in) {
            int maxDeliveries = (int) in.getVarLong();
            long delayMs = in.getVarLong();
            int multiplierPercent = (int) in.getVarLong();
            long maxDelayMs = in.getVarLong();
            int jitterPercent = (int) in.getVarLong();
            GiveUp giveUp = GiveUp.values()[in.getByte()];
            String deadLetterTopic = in.getString();
            return new RedeliveryRules(maxDeliveries, delayMs, multiplierPercent, maxDelayMs, jitterPercent, giveUp,
                deadLetterTopic.isEmpty() ? null : deadLetterTopic);
        }
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

        /** The sends of the layout above. */
        static void write(List<HeldSend> sends, StateWriter out) {
            Map<String, Integer> topics = new LinkedHashMap<>();
            sends.forEach(send -> topics.putIfAbsent(send.topic, topics.size()));
            out.putVarLong(topics.size());
            topics.keySet().forEach(out::putString);
            out.putVarLong(sends.size());
            long end = 0;
            for (HeldSend send : sends) {
                out.putVarLong(send.position - end).putVarLong(send.sizeBytes)
                    .putVarLong(2L * topics.get(send.topic) + (send.isHidden ? 1 : 0)).putVarLong(send.delayMs);
                end = send.position + send.sizeBytes;
            }
        }

        static List<HeldSend> read(StateReader in) {
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

    /** How many messages wait. */
    public long sendCount() {
        return sends.size() + SpilledSends.count(spilled);
    }

    /** What they take in the log. */
    public long sendBytes() {
        return sends.stream().mapToLong(HeldSend::sizeBytes).sum() + SpilledSends.bytes(spilled);
    }

    /** The lowest log position at which one of them lies; {@link Long#MAX_VALUE} for none. */
    long pinnedPosition() {
        long first = sends.isEmpty() ? Long.MAX_VALUE : sends.get(0).position();
        return Math.min(first, SpilledSends.firstPosition(spilled));
    }

    /** How many messages it has consumed. */
    public int ackCount() {
        return acks.stream().mapToInt(view -> view.messages().size()).sum();
    }

    /** The same without what it has consumed of one view, which is gone. */
    PreparedBranch without(ViewKey view) {
        List<HeldView> rest = acks.stream().filter(held -> !held.view().equals(view)).toList();
        return rest.size() == acks.size() ? this : new PreparedBranch(id, origin, preparedMs, undoing, sends, spilled, rest);
    }

    /** The same with more. */
    PreparedBranch plus(List<SpilledSends> moreSpilled, List<HeldView> moreAcks) {
        return new PreparedBranch(id, origin, preparedMs, undoing, sends, joined(spilled, moreSpilled), joined(acks, moreAcks));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    void write(StateWriter out) {
        out.putString(origin).putVarLong(preparedMs);
        undoing.write(out);
        HeldSend.write(sends, out);
        writeMore(spilled, acks, out);
    }

    static void writeMore(List<SpilledSends> spilled, List<HeldView> acks, StateWriter out) {
        SpilledSends.write(spilled, out);
        out.putVarLong(acks.size());
        for (HeldView held : acks) {
            out.putString(held.view().group()).putString(held.view().topic()).putVarLong(held.messages().size());
            for (HeldAck ack : held.messages()) {
                out.putVarLong(ack.queueId()).putVarLong(ack.queueOffset()).putVarLong(ack.earlierDeliveries());
            }
        }
    }

    static PreparedBranch read(BranchId id, StateReader in) {
        String origin = in.getString();
        long preparedMs = in.getVarLong();
        Undoing undoing = Undoing.read(in);
        List<HeldSend> sends = HeldSend.read(in);
        return new PreparedBranch(id, origin, preparedMs, undoing, sends, SpilledSends.read(in), readAcks(in));
    }

    static List<HeldView> readAcks(StateReader in) {
        List<HeldView> acks = new ArrayList<>();
        for (long i = in.getVarLong(); i > 0; i--) {
            acks.add(readView(in));
        }
        return acks;
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
