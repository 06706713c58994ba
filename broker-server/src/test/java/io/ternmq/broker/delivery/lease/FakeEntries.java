package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** A topic in memory: each message is a tags code and what it says of itself. Counts how many entries were read. */
final class FakeEntries implements QueueEntries {

    static final int MESSAGE_SIZE_BYTES = 100;

    private final List<List<Long>> queues = new ArrayList<>();
    private final List<List<Long>> positions = new ArrayList<>();
    private long endPosition;
    private final Map<Long, EntryDetails> details = new HashMap<>();
    private final List<EntryMarks> marks = new ArrayList<>();
    private final List<Long> minOffsets = new ArrayList<>();
    private IntConsumer arrivals = queueId -> { };
    private long readCount;
    private long askedCount;

    FakeEntries(int queueCount) {
        for (int i = 0; i < queueCount; i++) {
            queues.add(new ArrayList<>());
            positions.add(new ArrayList<>());
            minOffsets.add(0L);
            marks.add(new EntryMarks());
        }
    }

    /** Tells of each message that is sent. */
    void onArrival(IntConsumer listener) {
        arrivals = listener;
    }

    long send(int queueId, long tagsCode) {
        queues.get(queueId).add(tagsCode);
        positions.get(queueId).add(endPosition);
        endPosition += MESSAGE_SIZE_BYTES;
        arrivals.accept(queueId);
        return queues.get(queueId).size() - 1;
    }

    long send(int queueId, long tagsCode, int priority, EntryDetails said) {
        long offset = send(queueId, tagsCode);
        marks.get(queueId).add(offset, priority, !said.equals(EntryDetails.NONE));
        details.put(position(queueId, offset), said);
        return offset;
    }

    void send(int queueId, long tagsCode, int count) {
        for (int i = 0; i < count; i++) {
            send(queueId, tagsCode);
        }
    }

    void deleteBelow(int queueId, long minOffset) {
        minOffsets.set(queueId, minOffset);
    }

    long tagsCode(int queueId, long queueOffset) {
        return queues.get(queueId).get((int) queueOffset);
    }

    /** Where the message lies in the log, which all queues share. */
    long position(int queueId, long queueOffset) {
        return positions.get(queueId).get((int) queueOffset);
    }

    long readCount() {
        return readCount;
    }

    /** How often a queue was asked for its end. */
    long askedCount() {
        return askedCount;
    }

    @Override
    public int queueCount() {
        return queues.size();
    }

    @Override
    public long minOffset(int queueId) {
        return minOffsets.get(queueId);
    }

    @Override
    public long maxOffset(int queueId) {
        askedCount++;
        return queues.get(queueId).size();
    }

    @Override
    public EntryMarks marks(int queueId) {
        return marks.get(queueId);
    }

    @Override
    public EntryDetails details(long position, int sizeBytes) {
        return details.getOrDefault(position, EntryDetails.NONE);
    }

    @Override
    public int read(int queueId, long fromOffset, int maxEntries, EntryVisitor visitor) {
        if (fromOffset < minOffset(queueId)) {
            return 0;
        }
        int visited = 0;
        boolean goesOn = true;
        for (long offset = fromOffset; goesOn && visited < maxEntries && offset < queues.get(queueId).size(); offset++) {
            visited++;
            readCount++;
            goesOn = visitor.onEntry(offset, position(queueId, offset), MESSAGE_SIZE_BYTES, tagsCode(queueId, offset));
        }
        return visited;
    }
}
