package io.ternmq.broker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.store.log.CommitLog;
import io.ternmq.broker.store.log.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSyncTest {
    private static final int LENGTH = 100;

    // Each look at the clock moves it by this: a force is between two of them.
    private final AtomicLong stepNs = new AtomicLong(100_000);
    private final AtomicLong nowNs = new AtomicLong();
    private final AtomicInteger told = new AtomicInteger();
    private CommitLog log;
    private boolean isFailed;
    private LogSync sync;

    @BeforeEach
    void open(@TempDir Path folder) {
        log = CommitLog.open(folder, 1 << 20, 1 << 16);
        log.cutAt(0);
        log.roll();
        sync = new LogSync(log, 3_600_000, told::incrementAndGet, failure -> {
            throw new AssertionError(failure);
        }, () -> nowNs.addAndGet(stepNs.get()));
        sync.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        if (isFailed) {
            sync.abandon();
        } else {
            sync.stop();
        }
        log.close();
    }

    @Test
    void leavesTheFirstForceToItsOwnThreadSinceNothingIsKnownOfTheDisk() {
        write();

        assertThat(sync.forceIfQuick(true)).isFalse();
        assertThat(sync.durablePosition()).isZero();
        forceByRequest();
        assertThat(told).hasValue(1);
    }

    @Test
    void forcesOnTheCallersThreadWhereTheDiskIsQuick() {
        write();
        forceByRequest();
        write();

        assertThat(sync.forceIfQuick(true)).isTrue();
        assertThat(sync.durablePosition()).isEqualTo(2 * LENGTH);
        assertThat(told).as("times that the engine was woken").hasValue(1);
        assertThat(sync.forceIfQuick(true)).as("forced again with nothing written").isFalse();
    }

    @Test
    void neverForcesOnTheCallersThreadWhereTheDiskIsSlow() {
        stepNs.set(1_200_000);
        write();
        forceByRequest();
        write();

        assertThat(sync.forceIfQuick(true)).isFalse();
        assertThat(sync.durablePosition()).isEqualTo(LENGTH);
    }

    @Test
    void leavesADiskThatIsNotThatQuickToItsOwnThreadWhereManyWait() {
        stepNs.set(600_000);
        write();
        forceByRequest();
        write();

        assertThat(sync.forceIfQuick(false)).isFalse();
        assertThat(sync.forceIfQuick(true)).isTrue();
        stepNs.set(100_000);
        for (int force = 0; force < 8; force++) {
            write();
            sync.forceIfQuick(true);
        }
        write();
        assertThat(sync.forceIfQuick(false)).as("forced where the disk is quick enough for many").isTrue();
    }

    @Test
    void stopsForAWhileWhenOneForceWasSlow() {
        write();
        forceByRequest();
        // An average of 100 µs hardly moves by it.
        write();
        stepNs.set(2_100_000);
        assertThat(sync.forceIfQuick(true)).isTrue();

        write();
        stepNs.set(100_000);
        assertThat(sync.forceIfQuick(true)).isFalse();
        nowNs.addAndGet(5_000_000);
        assertThat(sync.forceIfQuick(true)).isTrue();
    }

    @Test
    void neverForcesAgainAfterAFailure() {
        write();
        forceByRequest();
        write();
        log.close();
        assertThatThrownBy(() -> sync.forceIfQuick(true)).isInstanceOf(StoreException.class);

        // The files can be forced again, but who knows what the system has dropped.
        log.cutAt(2 * LENGTH);
        assertThatThrownBy(() -> sync.forceIfQuick(true)).isInstanceOf(StoreException.class).hasMessageContaining("not forced again");
        assertThat(sync.durablePosition()).isEqualTo(LENGTH);
        isFailed = true;
    }

    private void write() {
        log.reserve(LENGTH).put(new byte[LENGTH]);
        log.write();
    }

    private void forceByRequest() {
        sync.request();
        await("the log-sync thread forces").atMost(Duration.ofSeconds(10))
                .until(() -> sync.durablePosition() == log.writtenPosition());
        await("the engine is told").atMost(Duration.ofSeconds(10)).until(() -> told.get() > 0);
    }
}
