package io.ternmq.jms.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderEncoding;
import io.ternmq.wire.jms.Flow;
import java.util.ArrayList;
import java.util.List;

/** Credit and progress of consumers on their way into one frame: what comes up before the frame is written goes with it. Any thread. */
final class FlowBatch {
    private final long epoch;
    /** Guarded by this; null when the frame is made. */
    private List<Flow.Entry> entries = new ArrayList<>();

    /** @param epoch of the session */
    FlowBatch(long epoch, Flow.Entry first) {
        this.epoch = epoch;
        entries.add(first);
    }

    /** False when it is too late, or too much for a frame. */
    synchronized boolean tryAdd(Flow.Entry entry) {
        if (entries == null) {
            return false;
        }
        Flow.Entry last = entries.get(entries.size() - 1);
        if (last.consumerId() == entry.consumerId() && last.credit() <= Integer.MAX_VALUE - entry.credit()) {
            entries.set(entries.size() - 1, new Flow.Entry(entry.consumerId(), last.credit() + entry.credit(),
                Math.max(last.deliveredSequence(), entry.deliveredSequence())));
            return true;
        }
        return entries.size() < Flow.Entry.MAX_COUNT && entries.add(entry);
    }

    /** Makes the frame, once. */
    synchronized Frame toFrame() {
        List<Flow.Entry> all = entries;
        entries = null;
        return frame(epoch, all);
    }

    /** A one-way that says all this, at least one entry and no more than fit. */
    static Frame frame(long epoch, List<Flow.Entry> entries) {
        ByteBuf body = Unpooled.buffer(Flow.Entry.LENGTH_BYTES * entries.size());
        Flow.Entry.encode(entries, body);
        return new Flow(epoch, false).toOneway().encoding(HeaderEncoding.BINARY).body(body);
    }
}
