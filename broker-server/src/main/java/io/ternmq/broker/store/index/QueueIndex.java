package io.ternmq.broker.store.index;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The index of one queue: entries [{@link #minOffset()}, {@link #maxOffset()}).
 *
 * <p>Threads: {@link #append}, {@link #publish}, {@link #reset} by the engine; {@link #flush} by the index writer;
 * reading and {@link #await} by any. An entry that is appended is not seen until it is published, which happens when
 * its message has reached the level that its sender asked for; before that it may be leased, by those whose leases end with the broker.
 *
 * <p>A transient index has no files: its entries are in memory until {@link #forgetBefore} drops them, and gone after a restart.
 */
public final class QueueIndex {
    /** Rounds of the index writer after which a file that nobody reads is given up. */
    private static final int UNREAD_ROUNDS = 50;
    /** So many entries are worth a run of their own: no more memory is kept for those that wait than for reading the tail. */
    private static final int FULL_RUN = EntryChunk.MAX_LENGTH;

    private final String topic;
    private final int queueId;
    private final IndexFiles files;
    private final AtomicReference<ArrivalWaiter> waiters = new AtomicReference<>();

    // Engine thread.
    private EntryChunk tail;
    private long appendedOffset;
    private long awaitedPosition;
    // Nothing kept here has a lower position.
    private long minEntryPosition;
    private long deletedBefore;

    // Written by the engine, read by all.
    private volatile long maxOffset;
    private volatile long leasableOffset;
    private volatile long minOffset;
    private volatile long hiddenBefore;
    private volatile long flushLimit;
    private volatile long lastPosition;
    // Whether the index writer knows that there is something to do here, and whether it is told not to wait with it.
    private final AtomicBoolean isActive = new AtomicBoolean();
    private final AtomicBoolean isUrgent = new AtomicBoolean();
    private final FlushRequests requests;
    // Set by readers of the files, taken back by the index writer.
    private volatile boolean isRead;
    private volatile EntryChunk head;

    // Written by the index writer, read by all: entries below it are in the files.
    private volatile long flushedOffset;
    private long forcedOffset;
    private long lastReadRound;
    private boolean isIdle;
    private boolean isMapped;

    /**
     * @param files    null for a transient index
     * @param requests told when there is something to do for the index writer
     */
    QueueIndex(String topic, int queueId, IndexFiles files, FlushRequests requests) {
        this.topic = topic;
        this.queueId = queueId;
        this.files = files;
        this.requests = requests;
    }

    public String topic() {
        return topic;
    }

    public int queueId() {
        return queueId;
    }

    /** Whether it is in memory alone. */
    public boolean isTransient() {
        return files == null;
    }

    /** Offset of the oldest entry kept. */
    public long minOffset() {
        return minOffset;
    }

    /** Offset that the next visible message will have: the number of messages ever visible. */
    public long maxOffset() {
        return maxOffset;
    }

    /** The end of what may be leased: {@link #maxOffset()}, or behind it. Any thread. */
    public long leasableOffset() {
        return leasableOffset;
    }

    /** Offset that the next appended message gets. Engine thread. */
    public long appendedOffset() {
        return appendedOffset;
    }

    /** Sets the range, for an index that has no entries in memory: at recovery. Engine thread. */
    public void reset(long minOffset, long maxOffset) {
        this.minOffset = minOffset;
        this.appendedOffset = maxOffset;
        this.maxOffset = maxOffset;
        this.leasableOffset = maxOffset;
        this.flushLimit = maxOffset;
        this.flushedOffset = maxOffset;
        this.forcedOffset = maxOffset;
        this.minEntryPosition = 0;
        this.hiddenBefore = minOffset;
        this.deletedBefore = 0;
        this.tail = null;
        this.head = null;
    }

    /**
     * Adds the entry of a message just laid into the log; not visible before {@link #publish}. Engine thread.
     *
     * @throws IllegalStateException when {@code queueOffset} is not the next one: the log and this index disagree
     */
    public void append(long queueOffset, long position, int size, long tagsCode) {
        if (queueOffset != appendedOffset) {
            throw new IllegalStateException("queue " + topic + "/" + queueId + ": offset " + queueOffset + ", expected "
                    + appendedOffset);
        }
        EntryChunk chunk = tail;
        if (chunk == null || !chunk.contains(queueOffset)) {
            EntryChunk added = EntryChunk.after(chunk, queueOffset);
            if (chunk != null) {
                chunk.next = added;
            }
            tail = added;
            chunk = added;
            if (head == null) {
                head = added;
            }
        }
        chunk.set(queueOffset, position, size, tagsCode);
        lastPosition = position;
        appendedOffset = queueOffset + 1;
    }

    /** Says that the messages of all appended entries are in the log's file, so that the entries may follow. Engine thread. */
    public void onLogWritten() {
        if (!isTransient()) {
            flushLimit = appendedOffset;
            activate();
            if (appendedOffset - flushedOffset >= FULL_RUN && !isUrgent.get() && isUrgent.compareAndSet(false, true)) {
                requests.addUrgent(this);
            }
        }
    }

    // After what there is to do was noted: the index writer looks for it once more after it has taken the flag back.
    private void activate() {
        if (!isActive.get() && isActive.compareAndSet(false, true)) {
            requests.add(this);
        }
    }

    /** Makes entries below {@code offset} visible, unless they are hidden. Engine thread. */
    public void publish(long offset) {
        if (hiddenBefore > minOffset) {
            minOffset = Math.max(minOffset, Math.min(hiddenBefore, offset));
        }
        maxOffset = offset;
        if (offset > leasableOffset) {
            leasableOffset = offset;
        }
    }

    /** Lets all appended entries be leased. Engine thread. */
    public void letLease() {
        leasableOffset = appendedOffset;
    }

    /** Position behind which everything of this queue waits for the disk, 0 when nothing does. Engine thread. */
    public long awaitedPosition() {
        return awaitedPosition;
    }

    /** Notes that this queue's newest message becomes visible when the log is durable up to {@code position}. Engine thread. */
    public void awaitPosition(long position) {
        awaitedPosition = position;
    }

    /** Removes the entries whose messages are before {@code minPosition}, where the log begins now. Engine thread. */
    public void trimToLog(long minPosition) {
        if (minPosition <= minEntryPosition) {
            return;
        }
        long low = minOffset;
        long high = maxOffset;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (positionAt(middle) < minPosition) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        minOffset = low;
        if (!isTransient() && low > deletedBefore && isDeletable(low, minPosition)) {
            deletedBefore = low;
            deleteFilesBefore(low);
        }
        minEntryPosition = low < maxOffset ? positionAt(low) : minPosition;
    }

    // What is only hidden may come back: the deletion of its topic may be lost in a crash, as long as its messages are there.
    private boolean isDeletable(long offset, long minPosition) {
        return offset > hiddenBefore || positionAt(offset - 1) < minPosition;
    }

    private void deleteFilesBefore(long offset) {
        boolean isEmpty = offset == appendedOffset && offset == flushedOffset;
        // Nothing is left and nothing on its way: the last file may never be used again, that of a deleted topic least of all.
        files.deleteBefore(isEmpty ? Long.MAX_VALUE : offset);
    }

    /** Drops the entries of a transient index before {@code offset}, which nobody will ask for any more. Engine thread. */
    public void forgetBefore(long offset) {
        if (!isTransient()) {
            throw new IllegalStateException("queue " + topic + "/" + queueId + " has index files, which retention removes");
        }
        minOffset = Math.max(minOffset, Math.min(offset, maxOffset));
        dropMemoryBefore(minOffset);
    }

    /**
     * Hides the entries before {@code offset}, also those that are not visible yet: their topic was deleted. Retention removes the files in
     * time. Engine thread.
     */
    public void hideBefore(long offset) {
        hiddenBefore = Math.max(hiddenBefore, Math.min(offset, appendedOffset));
        publish(maxOffset);
    }

    /** The first offset that is not hidden, visible or not. */
    public long unhiddenOffset() {
        return Math.max(minOffset, hiddenBefore);
    }

    // Not through a mapping: retention asks all queues, and there may be more of them than mappings. -1 for an entry that retention deleted
    // before a kill: the minimum of which a snapshot tells may be older than that.
    private long positionAt(long offset) {
        EntryChunk chunk = chunkOf(offset);
        return chunk != null ? chunk.positions[(int) (offset - chunk.firstOffset)] : files.positionAt(offset);
    }

    /** Registers to be told once of the next arrival; a waiter that comes too late for one is told at once. */
    public void await(ArrivalWaiter waiter, long knownMaxOffset) {
        ArrivalWaiter first;
        do {
            first = waiters.get();
            waiter.next = first;
        } while (!waiters.compareAndSet(first, waiter));
        if (maxOffset > knownMaxOffset) {
            wakeWaiters();
        }
    }

    /** Whether somebody waits for an arrival. */
    public boolean hasWaiters() {
        return waiters.get() != null;
    }

    /** Tells all that wait; they hand over to threads of their own. */
    public void wakeWaiters() {
        ArrivalWaiter waiter = waiters.getAndSet(null);
        while (waiter != null) {
            ArrivalWaiter following = waiter.next;
            waiter.next = null;
            waiter.onArrival();
            waiter = following;
        }
    }

    /** Log position of the newest message since the start, 0 when there was none. */
    public long lastPosition() {
        return lastPosition;
    }

    /**
     * Visits visible entries from {@code fromOffset} on, at most {@code maxEntries}.
     *
     * @return the offset behind the last entry visited
     */
    public long read(long fromOffset, int maxEntries, EntryVisitor visitor) {
        return read(fromOffset, maxEntries, maxOffset, visitor);
    }

    /** The same of the entries that may be leased. */
    public long readLeasable(long fromOffset, int maxEntries, EntryVisitor visitor) {
        return read(fromOffset, maxEntries, leasableOffset, visitor);
    }

    private long read(long fromOffset, int maxEntries, long endOffset, EntryVisitor visitor) {
        long offset = Math.max(fromOffset, minOffset);
        long limit = Math.min(endOffset, offset + maxEntries);
        while (offset < limit) {
            EntryChunk chunk = chunkOf(offset);
            long reached = chunk != null
                    ? visitChunk(chunk, offset, limit, visitor)
                    : visitFile(offset, fileLimit(limit), visitor);
            if (reached < 0) {
                return -reached;
            }
            offset = reached;
        }
        return offset;
    }

    // What is behind the first entry in memory may not be in the file yet.
    private long fileLimit(long limit) {
        EntryChunk first = head;
        return first == null ? limit : Math.min(limit, first.firstOffset);
    }

    private EntryChunk chunkOf(long offset) {
        EntryChunk chunk = head;
        if (chunk == null || offset < chunk.firstOffset) {
            return null;
        }
        while (chunk != null && !chunk.contains(offset)) {
            chunk = chunk.next;
        }
        return chunk;
    }

    // A negative result ends the visit at its absolute value.
    private static long visitChunk(EntryChunk chunk, long from, long limit, EntryVisitor visitor) {
        long offset = from;
        long end = Math.min(limit, chunk.endOffset());
        while (offset < end) {
            int i = (int) (offset - chunk.firstOffset);
            if (!visitor.onEntry(offset, chunk.positions[i], chunk.sizes[i], chunk.tagsCodes[i])) {
                return -(offset + 1);
            }
            offset++;
        }
        return offset;
    }

    private long visitFile(long from, long limit, EntryVisitor visitor) {
        ByteBuffer entries = isTransient() ? null : readFile(from);
        if (entries == null && from < minOffset) {
            return Math.min(limit, minOffset); // retention came in between
        }
        if (entries == null) {
            throw new IllegalStateException("queue " + topic + "/" + queueId + ": no index entry at offset " + from
                    + ", range " + minOffset + " to " + maxOffset);
        }
        long offset = from;
        while (offset < limit && entries.hasRemaining()) {
            if (!visitor.onEntry(offset, entries.getLong(), entries.getInt(), entries.getLong())) {
                return -(offset + 1);
            }
            offset++;
        }
        return offset;
    }

    private ByteBuffer readFile(long from) {
        isRead = true;
        activate();
        return files.read(from);
    }

    /**
     * Brings entries of written messages to the file, then drops memory that reading of the tail does not need. Index writer
     * thread.
     *
     * @param round counts the index writer's rounds
     * @return whether to come again; else the index asks when there is something to do
     */
    boolean flush(long round) {
        boolean hasMapping = tendMapping(round);
        if (writeNew() || tendMemory() || hasMapping) {
            return true;
        }
        isActive.set(false);
        return (flushLimit > flushedOffset || isRead) && isActive.compareAndSet(false, true);
    }

    /** The same for one that has asked for it, between those visits of {@link #flush} that look after its memory. Index writer thread. */
    void flushUrgent() {
        isUrgent.set(false);
        writeNew();
    }

    private boolean writeNew() {
        long from = flushedOffset;
        long limit = flushLimit;
        if (from >= limit) {
            return false;
        }
        isIdle = false;
        ByteBuffer run = ByteBuffer.allocate((int) Math.min(limit - from, 1 << 16) * IndexFiles.ENTRY_LENGTH);
        long offset = from;
        while (offset < limit) {
            long first = offset;
            run.clear();
            offset = fill(run, offset, limit);
            files.write(first, run.flip());
        }
        flushedOffset = limit;
        dropMemoryBefore(limit - EntryChunk.MAX_LENGTH);
        return true;
    }

    private boolean tendMapping(long round) {
        if (isRead) {
            isRead = false;
            isMapped = true;
            lastReadRound = round;
        } else if (isMapped && round - lastReadRound >= UNREAD_ROUNDS) {
            files.dropMapping();
            isMapped = false;
        }
        return isMapped;
    }

    /** Whether entries are in the files that were not forced. Index writer thread. */
    boolean isUnforced() {
        return forcedOffset < flushedOffset;
    }

    /** Brings what is in the files to the disk. Index writer thread. */
    void force() {
        files.force(forcedOffset, flushedOffset);
        forcedOffset = flushedOffset;
    }

    private long fill(ByteBuffer run, long from, long limit) {
        long offset = from;
        while (offset < limit && run.hasRemaining()) {
            EntryChunk chunk = chunkOf(offset);
            if (chunk == null) {
                throw new IllegalStateException("queue " + topic + "/" + queueId + ": unflushed offset " + offset
                        + " is not in memory");
            }
            int i = (int) (offset - chunk.firstOffset);
            run.putLong(chunk.positions[i]).putInt(chunk.sizes[i]).putLong(chunk.tagsCodes[i]);
            offset++;
        }
        return offset;
    }

    // The tail chunk stays as long as the engine may add to it; two visits without a message end that.
    private void dropMemoryBefore(long offset) {
        EntryChunk chunk = head;
        while (chunk != null && chunk.next != null && chunk.endOffset() <= offset) {
            chunk = chunk.next;
        }
        if (chunk != head) {
            head = chunk;
        }
    }

    private boolean tendMemory() {
        EntryChunk chunk = head;
        if (chunk == null || chunk.next == null) {
            return false;
        }
        if (isIdle) {
            dropMemoryBefore(flushedOffset);
            return false;
        }
        isIdle = true;
        return true;
    }

    void deleteFiles() {
        files.deleteAll();
    }
}
