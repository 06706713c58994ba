package io.ternmq.broker.delivery.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.engine.EngineHook;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether a JMS consumer gets a message while its sender waits for the disk, or afterwards; others see it afterwards. */
@Timeout(120)
class BeforeTheDiskTest {
    private static final int COMMITS = 20;

    @TempDir
    Path store;
    private final Semaphore delivered = new Semaphore(0);
    private final AtomicInteger early = new AtomicInteger();
    private final List<Long> visibleMeanwhile = new CopyOnWriteArrayList<>();
    private volatile boolean isHeld;
    private volatile long holdMs;
    private DeliveryServer server;
    private JmsPeer sender;
    private JmsPeer receiver;

    private void start(boolean leasesWhenDurable, long maxHoldMs) {
        holdMs = maxHoldMs;
        server = new DeliveryServer(store, leasesWhenDurable, new EngineHook() {
            @Override
            public void beforeForce() {
                // The disk is slow: until the receiver has its message.
                if (isHeld && awaitDelivered()) {
                    early.incrementAndGet();
                    visibleMeanwhile.add(server.visible("out"));
                }
                isHeld = false;
            }
        });
        server.createTopic("out", 1);
        sender = JmsPeer.connected(server.address(), null);
        receiver = JmsPeer.connected(server.address(), null);
        receiver.queue(1, "out", null, COMMITS);
    }

    private boolean awaitDelivered() {
        try {
            return delivered.tryAcquire(holdMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @AfterEach
    void stop() {
        sender.close();
        receiver.close();
        server.close();
    }

    private void commitAndTake(int number) throws InterruptedException {
        assertThat(sender.send("out", 0, "message " + number, number, number)).isZero();
        Thread taking = new Thread(() -> {
            if (receiver.takeBodies(1).equals(List.of("message " + number))) {
                delivered.release();
            }
        });
        taking.start();
        isHeld = true;

        assertThat(sender.commit(number)).isZero();

        taking.join();
        delivered.drainPermits();
    }

    @Test
    void consumerGetsAMessageWhileTheDiskTakesIt() throws Exception {
        start(false, 10_000);

        for (int i = 1; i <= COMMITS; i++) {
            commitAndTake(i);
        }

        assertThat(early).as("messages that came before the disk had them, of " + COMMITS).hasValue(COMMITS);
        assertThat(visibleMeanwhile).as("messages that everybody saw at that time")
            .containsExactlyElementsOf(LongStream.range(0, COMMITS).boxed().toList());
    }

    @Test
    void consumerGetsAMessageWhenTheDiskHasItWhereTheBrokerIsToldSo() throws Exception {
        start(true, 300);

        for (int i = 1; i <= 3; i++) {
            commitAndTake(i);
        }

        assertThat(early).as("messages that came before the disk had them").hasValue(0);
    }
}
