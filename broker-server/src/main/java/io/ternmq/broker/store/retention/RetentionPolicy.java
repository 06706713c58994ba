package io.ternmq.broker.store.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * When old segments are deleted.
 *
 * @param deleteHours        hours of the day (0-23, local time) in which expired segments go
 * @param reservedMs         age of a segment's last write at which it is expired
 * @param maxUsedPercent     disk use above which expired segments go at any hour, and the oldest even before they expire
 * @param minFreeBytes       free disk space below which sends are refused
 * @param zone               whose hours
 */
public record RetentionPolicy(List<Integer> deleteHours, long reservedMs, int maxUsedPercent, long minFreeBytes, ZoneId zone) {
    /** Free space that every broker keeps: room for what must still be logged when sends are refused. */
    public static final long DEFAULT_MIN_FREE_BYTES = 256L << 20;

    public RetentionPolicy {
        deleteHours = List.copyOf(deleteHours);
    }

    /**
     * State of the disk that holds the log.
     *
     * @param totalBytes  what is used and what is free for this process
     * @param usableBytes free for this process
     */
    public record Disk(long totalBytes, long usableBytes) {
        /**
         * As {@code df} counts: what a file system keeps for others, as ext4 does for root, is neither used nor free.
         *
         * @param sizeBytes        of the file system
         * @param unallocatedBytes free for anybody
         * @param usableBytes      free for this process
         */
        public static Disk of(long sizeBytes, long unallocatedBytes, long usableBytes) {
            return new Disk(sizeBytes - unallocatedBytes + usableBytes, usableBytes);
        }

        int usedPercent() {
            return totalBytes <= 0 ? 0 : (int) ((totalBytes - usableBytes) * 100 / totalBytes);
        }
    }

    /**
     * Whether there is no room for more.
     *
     * @param reservedBytes what is to be written in any case
     */
    public boolean isFull(Disk disk, long reservedBytes) {
        return disk.usableBytes - reservedBytes < minFreeBytes;
    }

    /** Whether the oldest segment, last written at {@code lastWriteMs}, is to be deleted now. */
    public boolean isDeletable(long lastWriteMs, long nowMs, Disk disk) {
        if (disk.usedPercent() > maxUsedPercent) {
            return true;
        }
        int hour = Instant.ofEpochMilli(nowMs).atZone(zone).getHour();
        return deleteHours.contains(hour) && nowMs - lastWriteMs > reservedMs;
    }
}
