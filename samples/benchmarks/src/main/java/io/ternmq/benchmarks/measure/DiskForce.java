package io.ternmq.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * How long the disk takes to force one small write: what nobody can be faster than who confirms messages one by one and loses none of them
 * with the machine. It may change from minute to minute, so it is measured beside every load.
 */
public final class DiskForce {

    private static final int FORCES = 101;
    private static final int WRITE_BYTES = 1024;
    private static final double NS_PER_US = 1000.0;

    private DiskForce() {
    }

    /** The median of a hundred forces in microseconds, each of a kibibyte behind the last one in a file that has its length already. */
    public static double medianUs(Path directory) {
        Path file = directory.resolve("disk-force");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            // A file that grows would force its length as well, which the logs of brokers avoid.
            channel.write(ByteBuffer.allocate(FORCES * WRITE_BYTES));
            channel.force(true);
            return medianUs(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("forcing " + file, e);
        }
    }

    private static double medianUs(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(WRITE_BYTES);
        long[] timesNs = new long[FORCES];
        for (int index = 0; index < FORCES; index++) {
            bytes.clear();
            long beginNs = System.nanoTime();
            channel.write(bytes, (long) index * WRITE_BYTES);
            channel.force(false);
            timesNs[index] = System.nanoTime() - beginNs;
        }
        Arrays.sort(timesNs);
        return timesNs[FORCES / 2] / NS_PER_US;
    }
}
