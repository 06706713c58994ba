package io.ternmq.broker.store.log;

import io.ternmq.wire.message.MessageLayout;
import io.ternmq.wire.message.MessageView;
import java.nio.ByteBuffer;

/** Reads the log record by record, verifying every byte: sizes, magics, positions, CRCs and checksums. Used by recovery, before appending. */
public final class LogScanner {
    /** Receives each sound record; the view is re-aimed afterwards. */
    @FunctionalInterface
    public interface RecordVisitor {
        /** Return false to stop in front of this record. */
        boolean onRecord(MessageView record, long position);
    }

    /**
     * Where and why a scan stopped.
     *
     * @param endPosition behind the last sound record
     * @param defect      null when the data simply ends (or the visitor stopped), else what is wrong there
     */
    public record Result(long endPosition, String defect) {
    }

    private final CommitLog log;
    private final MessageView view = new MessageView();

    public LogScanner(CommitLog log) {
        this.log = log;
    }

    /**
     * Refuses a log that something else has begun: without checksums all of it would be taken for damage, and cut.
     *
     * @throws StoreException when the first record has never had a checksum
     */
    public void requireChecksums() {
        ByteBuffer segment = log.segmentBytes(log.minPosition());
        if (segment != null && view.wrap(segment, 0).isForeign(log.minPosition(), segment.limit())) {
            throw new StoreException("the log begins, at position " + log.minPosition() + ", with a message of topic '" + view.topic()
                    + "' that has no checksum: it was written by Apache RocketMQ or by an older TernMQ, which this broker does not read");
        }
    }

    /** Visits every record from {@code position}, a record boundary, to the end of the data. */
    public Result scan(long position, RecordVisitor visitor) {
        long at = position;
        while (true) {
            ByteBuffer segment = log.segmentBytes(at);
            if (segment == null) {
                return new Result(at, null);
            }
            Result result = scanSegment(segment, at - at % log.segmentLength(), at, visitor);
            // A segment that ends in a blank is followed by the next one; any other end is the end of the log.
            if (result.endPosition() % log.segmentLength() != 0 || result.endPosition() == at) {
                return result;
            }
            at = result.endPosition();
        }
    }

    private Result scanSegment(ByteBuffer segment, long base, long from, RecordVisitor visitor) {
        int at = (int) (from - base);
        while (at + MessageLayout.BLANK_LENGTH <= segment.limit()) {
            int size = segment.getInt(at);
            int magic = segment.getInt(at + 4);
            if (size == 0 && magic == 0) {
                return new Result(base + at, null);
            }
            if (magic == MessageLayout.MAGIC_BLANK && size == segment.limit() - at) {
                return new Result(base + segment.limit(), null);
            }
            String defect = view.wrap(segment, at).defect(base + at, segment.limit());
            if (defect != null) {
                return new Result(base + at, defect);
            }
            if (!visitor.onRecord(view, base + at)) {
                return new Result(base + at, null);
            }
            at += size;
        }
        return new Result(base + at, at == segment.limit() ? null : "segment ends without a blank record");
    }
}
