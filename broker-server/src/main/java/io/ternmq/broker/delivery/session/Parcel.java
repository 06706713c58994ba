package io.ternmq.broker.delivery.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ternmq.broker.delivery.lease.Lease;
import io.ternmq.broker.delivery.view.LogReader;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.frame.HeaderEncoding;
import io.ternmq.wire.jms.Deliver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages for consumers of one connection, on their way into one frame: with many queues a round has one message for each of many
 * consumers, and mostly they lie side by side in the log. Engine thread.
 */
final class Parcel {

    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_MESSAGES = 1024;

    private final LogReader log;
    private final List<Deliver.Run> runs = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();
    private long bytes;

    Parcel(LogReader log) {
        this.log = log;
    }

    /**
     * Adds deliveries of a consumer as far as there is room, into an empty parcel at least one.
     *
     * @param firstSequence of the first one
     * @return how many were added
     */
    int add(long consumerId, long firstSequence, List<Lease> given) {
        int count = 0;
        while (count < given.size() && hasRoom(given.get(count))) {
            leases.add(given.get(count));
            bytes += given.get(count).sizeBytes();
            count++;
        }
        if (count > 0) {
            runs.add(new Deliver.Run(consumerId, firstSequence, count));
        }
        return count;
    }

    private boolean hasRoom(Lease lease) {
        return leases.isEmpty() || leases.size() < MAX_MESSAGES && bytes + lease.sizeBytes() <= MAX_BYTES;
    }

    /** The frame; this object has no use afterwards. */
    Frame toFrame() {
        int[] counts = new int[leases.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = leases.get(i).earlierDeliveries() + 1;
        }
        return new Deliver(runs.size(), Deliver.deliveryCounts(counts)).toOneway().encoding(HeaderEncoding.BINARY).body(body());
    }

    // Views of the log, neighbours as one, behind a direct buffer: else Netty would copy all of it into one, and nothing is copied before the socket.
    private ByteBuf body() {
        List<ByteBuf> parts = new ArrayList<>();
        parts.add(Unpooled.EMPTY_BUFFER);
        long start = leases.get(0).position();
        long end = start;
        for (int i = 0; i < leases.size(); i++) {
            Lease lease = leases.get(i);
            if (lease.position() != end) {
                parts.add(read(start, end));
                start = lease.position();
            }
            end = lease.position() + lease.sizeBytes();
        }
        parts.add(read(start, end));
        ByteBuf head = ByteBufAllocator.DEFAULT.directBuffer(Deliver.Run.LENGTH_BYTES * runs.size());
        Deliver.encode(runs, head);
        parts.set(0, head);
        return Unpooled.wrappedBuffer(parts.size(), parts.toArray(ByteBuf[]::new));
    }

    private ByteBuf read(long start, long end) {
        ByteBuffer stored = log.read(start, (int) (end - start));
        if (stored == null) {
            throw new IllegalStateException("log positions " + start + " to " + end + " are in a queue index but cannot be read");
        }
        return Unpooled.wrappedBuffer(stored);
    }
}
