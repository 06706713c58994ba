package io.ternmq.broker.delivery.lease;

import java.util.ArrayList;
import java.util.List;

/** A topic in memory: each message is a tags code. Counts how many entries were read. */
final class FakeEntries implements QueueEntries {

    static final int MESSAGE_SIZE_BYTES = 100;

    private final List<List<Long>> queues = new ArrayList<>();
    private final List<EntryMarks> marks = new ArrayList<>();
    private final List<Long> minOffsets = new ArrayList<>();
    private long readCount;

    FakeEntries(int queueCount) {
        for (int i = 0; i < queueCount; i++) {
            queues.add(new ArrayList<>());
            minOffsets.add(0L);
            marks.add(new EntryMarks());
        }
    }

    long send(int queueId, long tagsCode) {
        queues.get(queueId).add(tagsCode);
        return queues.get(queueId).size() - 1;
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

    long readCount() {
        return readCount;
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
        return queues.get(queueId).size();
    }

    @Override
    public EntryMarks marks(int queueId) {
        return marks.get(queueId);
    }

    @Override
    public EntryDetails details(long position, int sizeBytes) {
        return EntryDetails.NONE;
    }

    @Override
    public int read(int queueId, long fromOffset, int maxEntries, EntryVisitor visitor) {
        if (fromOffset < minOffset(queueId)) {
            return 0;
        }
        int visited = 0;
        boolean goesOn = true;
        for (long offset = fromOffset; goesOn && visited < maxEntries && offset < maxOffset(queueId); offset++) {
            visited++;
            readCount++;
            goesOn = visitor.onEntry(offset, offset * MESSAGE_SIZE_BYTES, MESSAGE_SIZE_BYTES, tagsCode(queueId, offset));
        }
        return visited;
    }
}
