package io.ternmq.broker.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zeros ahead of the end are never seen where a record is, however the two meet. */
class LogPreparationTest {
    private static final int SEGMENT = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void preparesAgainWhenTheEndHasComeNear() {
        try (CommitLog log = open()) {
            assertThat(log.isToBePrepared()).isTrue();
            log.prepare();
            assertThat(log.isToBePrepared()).as("asked for more at once").isFalse();

            append(log, 100_000, (byte) 1);

            assertThat(log.isToBePrepared()).isTrue();
        }
    }

    @Test
    void preparesNothingBehindTheSegment() {
        try (CommitLog log = open()) {
            append(log, SEGMENT - 100, (byte) 1);
            log.prepare();

            append(log, 1000, (byte) 2);

            assertThat(log.read(0, SEGMENT - 100)).satisfies(bytes -> assertAll(bytes, (byte) 1));
            assertThat(log.read(SEGMENT, 1000)).satisfies(bytes -> assertAll(bytes, (byte) 2));
        }
    }

    @Test
    void keepsEveryRecordThatIsWrittenMeanwhile() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (CommitLog log = open()) {
            AtomicBoolean isOver = new AtomicBoolean();
            AtomicInteger prepared = new AtomicInteger();
            Thread preparer = new Thread(() -> {
                while (!isOver.get()) {
                    log.prepare();
                    prepared.incrementAndGet();
                }
            }, "preparer");
            preparer.start();
            try {
                for (int i = 1; i <= 600; i++) {
                    int length = 1 + random.nextInt(random.nextBoolean() ? 2_000 : 200_000);
                    long at = append(log, length, (byte) i);
                    ByteBuffer stored = log.read(at, length);
                    assertThat(stored).as("seed %d, record %d", seed, i).satisfies(bytes -> assertAll(bytes, bytes.get(0)));
                    assertThat(stored.get(0)).as("seed %d, record %d", seed, i).isEqualTo((byte) i);
                }
            } finally {
                isOver.set(true);
                preparer.join();
            }
            assertThat(prepared.get()).isPositive();
        }
    }

    private CommitLog open() {
        CommitLog log = CommitLog.open(folder, SEGMENT, SEGMENT);
        log.cutAt(0);
        log.roll();
        return log;
    }

    private static long append(CommitLog log, int length, byte value) {
        if (!log.fitsActiveSegment(length)) {
            log.roll();
        }
        long at = log.endPosition();
        ByteBuffer room = log.reserve(length);
        for (int i = 0; i < length; i++) {
            room.put(value);
        }
        log.write();
        return at;
    }

    private static void assertAll(ByteBuffer bytes, byte expected) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) != expected) {
                throw new AssertionError("byte " + i + " is " + bytes.get(i) + " (expected: " + expected + ")");
            }
        }
    }
}
