package io.ternmq.broker.request;

import io.ternmq.broker.config.BrokerConfig;
import io.ternmq.broker.store.index.QueueIndex;
import io.ternmq.wire.command.ResponseCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One look into a queue by PROTOCOL §7: which messages from an offset on a pull gets. Used by one thread, once. */
final class PullScan {
    private static final int MAX_SCANNED_ENTRIES = 800;

    private final MessageReads reads;
    private final PullTarget target;
    private final List<ByteBuffer> runs = new ArrayList<>();
    private final int maxMessages;
    private final int maxBytes;
    private int messages;
    private int bytes;
    private long runPosition = -1;
    private int runBytes;
    private boolean isDeleted;
    private boolean isFull;
    private long fullAt;

    PullScan(MessageReads reads, BrokerConfig.Pull limits, PullTarget target, boolean isHot) {
        this.reads = reads;
        this.target = target;
        int mayTake = isHot ? limits.maxMessagesFromMemory() : limits.maxMessagesFromDisk();
        int mayCarry = isHot ? limits.maxBytesFromMemory() : limits.maxBytesFromDisk();
        int wantedBytes = target.pull().maxMsgBytes();
        this.maxMessages = Math.max(1, Math.min(mayTake, target.pull().maxMsgNums()));
        this.maxBytes = wantedBytes > 0 ? Math.min(wantedBytes, mayCarry) : mayCarry;
    }

    /** Looks from {@code offset} on. */
    PullResult run(QueueIndex queue, long offset) {
        long min = queue == null ? 0 : queue.minOffset();
        long max = queue == null ? 0 : queue.maxOffset();
        if (offset == max) {
            return none(ResponseCode.PULL_NOT_FOUND, offset, min, max);
        }
        if (offset < min || offset > max) {
            return none(ResponseCode.PULL_OFFSET_MOVED, max == 0 ? 0 : offset < min ? min : max, min, max);
        }
        long next = queue.read(offset, Math.max(MAX_SCANNED_ENTRIES, maxMessages), this::onEntry);
        endRun();
        if (runs.isEmpty()) {
            return none(ResponseCode.PULL_RETRY_IMMEDIATELY, isDeleted ? Math.max(next, queue.minOffset()) : next, min, max);
        }
        return new PullResult(ResponseCode.SUCCESS, isFull ? fullAt : next, min, max, runs);
    }

    private boolean onEntry(long queueOffset, long position, int size, long tagsCode) {
        if (!target.wants(tagsCode)) {
            return true;
        }
        if (messages > 0 && (messages >= maxMessages || bytes + size > maxBytes)) {
            isFull = true;
            fullAt = queueOffset;
            return false;
        }
        if (position != runPosition + runBytes || runBytes == 0) {
            endRun();
            runPosition = position;
        }
        runBytes += size;
        messages++;
        bytes += size;
        return true;
    }

    private void endRun() {
        if (runBytes > 0) {
            ByteBuffer run = reads.read(runPosition, runBytes);
            if (run == null) {
                isDeleted = true;
            } else {
                runs.add(run);
            }
        }
        runBytes = 0;
    }

    private static PullResult none(int code, long nextOffset, long min, long max) {
        return new PullResult(code, nextOffset, min, max, List.of());
    }
}
