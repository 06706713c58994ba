package io.ternmq.jms.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Flow;
import java.util.List;

/** A request for what is there now. Its credit counts once, however often it is asked: a new link brings all credit again. */
final class Drain {
    private final RemoteConsumer consumer;
    private final int credit;
    private final long deliveredSequence;
    private boolean isCounted;

    Drain(RemoteConsumer consumer, int credit, long deliveredSequence) {
        this.consumer = consumer;
        this.credit = credit;
        this.deliveredSequence = deliveredSequence;
    }

    /** One thread at a time. */
    Frame frame(long epoch) {
        consumer.onFlow(isCounted ? 0 : credit, deliveredSequence);
        boolean isGiven = isCounted && consumer.isAttached();
        isCounted = true;
        ByteBuf body = Unpooled.buffer(Flow.Entry.LENGTH_BYTES);
        Flow.Entry.encode(List.of(new Flow.Entry(consumer.id(), isGiven ? 0 : credit, deliveredSequence)), body);
        return new Flow(epoch, true).toFrame().body(body);
    }

    /** Returns the credit that was not used. */
    int onAnswered(Frame answer) {
        consumer.onDrained();
        return answer.fields().get("n") == null ? credit : Flow.Drained.from(answer.fields()).unusedCredit();
    }
}
