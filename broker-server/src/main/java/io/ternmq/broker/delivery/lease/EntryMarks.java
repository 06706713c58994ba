package io.ternmq.broker.delivery.lease;

import io.netty.buffer.ByteBuf;
import io.ternmq.wire.jms.JmsHeader;
import java.util.Arrays;

/**
 * Which messages of one queue a dispatcher must treat in a special way: a set for each priority but the default, and one of those
 * that say more themselves (expiration, message group, position of sending). Of a message that is in none of them nothing needs to
 * be read.
 *
 * <p>What lies below {@link #trimmedBelow} is forgotten: there every message counts as {@linkplain #isDetailed detailed}, so that a
 * group that starts far back loses the order by priority and nothing else. Engine thread; changed by apply alone.
 */
public final class EntryMarks {

    /** Marks of a queue that has none. Never changed. */
    public static final EntryMarks NONE = new EntryMarks();

    static final int PRIORITY_COUNT = 10;
    static final int DEFAULT_PRIORITY = JmsHeader.DEFAULT_PRIORITY;
    private static final int VERSION = 1;

    private final OffsetSet[] byPriority = new OffsetSet[PRIORITY_COUNT];
    private final OffsetSet detailed = new OffsetSet();
    private int priorities;
    private long trimmedBelow;

    /**
     * Notes a message.
     *
     * @param priority 0 to 9
     * @param isDetailed whether it must be read before it is given out
     */
    public void add(long queueOffset, int priority, boolean isDetailed) {
        if (priority != DEFAULT_PRIORITY) {
            if (byPriority[priority] == null) {
                byPriority[priority] = new OffsetSet();
                priorities |= 1 << priority;
            }
            byPriority[priority].add(queueOffset);
        }
        if (isDetailed) {
            detailed.add(queueOffset);
        }
    }

    /** Forgets what is said of messages below an offset. */
    public void trim(long queueOffset) {
        if (queueOffset <= trimmedBelow) {
            return;
        }
        trimmedBelow = queueOffset;
        detailed.removeBelow(queueOffset);
        for (int priority = 0; priority < PRIORITY_COUNT; priority++) {
            if (byPriority[priority] != null) {
                byPriority[priority].removeBelow(queueOffset);
                if (byPriority[priority].isEmpty()) {
                    byPriority[priority] = null;
                    priorities &= ~(1 << priority);
                }
            }
        }
    }

    /** Whether nothing at all is said of any message. */
    public boolean isEmpty() {
        return detailed.isEmpty() && priorities == 0;
    }

    /** The first offset of which something is known; 0 when nothing was ever forgotten. */
    public long trimmedBelow() {
        return trimmedBelow;
    }

    /** The lowest marked offset; {@link Long#MAX_VALUE} when there is none. */
    public long first() {
        long first = detailed.isEmpty() ? Long.MAX_VALUE : detailed.first();
        for (OffsetSet set : byPriority) {
            first = set == null ? first : Math.min(first, set.first());
        }
        return first;
    }

    /** Whether the message must be read to know how it is to be given out. */
    public boolean isDetailed(long queueOffset) {
        return queueOffset < trimmedBelow || !detailed.isEmpty() && detailed.contains(queueOffset);
    }

    /** Those of the messages that are {@linkplain #isDetailed detailed}, as a set of its own. */
    OffsetSet detailed(OffsetSet messages) {
        OffsetSet found = messages.intersection(detailed);
        if (!messages.isEmpty() && messages.first() < trimmedBelow) {
            OffsetSet forgotten = new OffsetSet();
            forgotten.addRange(messages.first(), trimmedBelow);
            found.addAll(messages.intersection(forgotten));
        }
        return found;
    }

    /** Takes out the messages of all priorities but the default. */
    void removeMarked(OffsetSet messages) {
        for (int left = priorities; left != 0; left &= left - 1) {
            messages.removeAll(byPriority[Integer.numberOfTrailingZeros(left)]);
        }
    }

    /** The first message from an offset on that is detailed; beyond all messages when there is none. */
    long nextDetailed(long fromOffset) {
        return fromOffset < trimmedBelow ? fromOffset : detailed.nextPresent(fromOffset);
    }

    /** The message's priority, 0 to 9. */
    public int priority(long queueOffset) {
        for (int left = priorities; left != 0; left &= left - 1) {
            int priority = Integer.numberOfTrailingZeros(left);
            if (byPriority[priority].contains(queueOffset)) {
                return priority;
            }
        }
        return DEFAULT_PRIORITY;
    }

    /** The priorities that messages have here, other than the default: a bit for each. */
    int priorities() {
        return priorities;
    }

    /** The messages of a priority that is not the default; null for none. */
    OffsetSet ofPriority(int priority) {
        return byPriority[priority];
    }

    /** Writes them for a snapshot. */
    public void encode(ByteBuf out) {
        out.writeByte(VERSION);
        Varint.write(out, trimmedBelow);
        detailed.encode(out, trimmedBelow);
        for (OffsetSet set : byPriority) {
            out.writeByte(set == null ? 0 : 1);
            if (set != null) {
                set.encode(out, trimmedBelow);
            }
        }
    }

    /**
     * Reads what {@link #encode} wrote; {@code in} stays with the caller.
     *
     * @throws IllegalArgumentException when its version is not known
     */
    public static EntryMarks decode(ByteBuf in) {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("message marks of version " + version + " (expected: " + VERSION + ")");
        }
        EntryMarks marks = new EntryMarks();
        marks.trimmedBelow = Varint.read(in);
        marks.detailed.decode(in, marks.trimmedBelow);
        for (int priority = 0; priority < PRIORITY_COUNT; priority++) {
            if (in.readByte() != 0) {
                marks.byPriority[priority] = new OffsetSet();
                marks.priorities |= 1 << priority;
                marks.byPriority[priority].decode(in, marks.trimmedBelow);
            }
        }
        return marks;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryMarks that && trimmedBelow == that.trimmedBelow && detailed.equals(that.detailed)
            && Arrays.equals(byPriority, that.byPriority);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(trimmedBelow) + detailed.hashCode()) + Arrays.hashCode(byPriority);
    }

    @Override
    public String toString() {
        return "detailed " + detailed + " by priority " + Arrays.toString(byPriority) + " from " + trimmedBelow;
    }
}
