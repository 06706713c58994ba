package io.ternmq.jms.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.core.SilentEvents;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.group.SubscriptionData;
import io.ternmq.wire.command.pop.PopHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When held messages are renewed, by a clock that the test turns. */
class LeaseRenewalTest {
    private static final long LEASE_MS = 30_000;
    private static final PopHandle HANDLE = new PopHandle(0, 1, LEASE_MS, 3, 0, "broker-a", 0, 0);

    private final AtomicLong clockNs = new AtomicLong();
    private final LeaseRenewal leases = new LeaseRenewal(LEASE_MS);
    private final Deliveries deliveries = new Deliveries(new SilentEvents(), leases, clockNs::get);
    private ScriptedCluster cluster;
    private BrokerLink broker;

    @BeforeEach
    void connect() {
        cluster = new ScriptedCluster("");
        broker = new BrokerLink("broker-a", cluster.nameServerAddress(), new RocketMqSettings(
            Addresses.parseAll(cluster.nameServerAddress()), 5_000, 5_000, LEASE_MS, false, Profile.STRICT, null, null));
    }

    @AfterEach
    void close() {
        broker.close();
        cluster.close();
    }

    private Held held() {
        return new Held(new Popped(null, HANDLE, 0), "g", "T", broker, clockNs.get() + leases.leaseNs());
    }

    private void turnTo(long seconds) {
        clockNs.set(TimeUnit.SECONDS.toNanos(seconds));
        CompletableFuture.runAsync(deliveries::renewDue, deliveries.thread()).join();
    }

    private int renewals() {
        return cluster.received(RequestCode.CHANGE_MESSAGE_INVISIBLETIME).size();
    }

    @Test
    void isDueWhenHalfOfTheLeaseIsOver() {
        Held held = held();
        PopConsumer consumer = new PopConsumer(1, new PopSource(new TernQueue("T"), "T", "g", false,
            new ConsumerFilter(SubscriptionData.TAG, SubscriptionData.ALL, message -> true), 16), List.of(), deliveries);
        CompletableFuture.runAsync(() -> deliveries.hold(consumer, held), deliveries.thread()).join();

        turnTo(15);
        assertThat(renewals()).isZero();
        turnTo(16);
        await("first renewal").atMost(Duration.ofSeconds(10)).until(held::isIdle);
        assertThat(renewals()).isEqualTo(1);
        assertThat(held.visibleAtNs()).isEqualTo(TimeUnit.SECONDS.toNanos(46));

        turnTo(30);
        assertThat(renewals()).isEqualTo(1);
        turnTo(32);
        await("second renewal").atMost(Duration.ofSeconds(10)).until(held::isIdle);
        assertThat(renewals()).isEqualTo(2);
    }

    @Test
    void leavesAloneWhatSomethingIsBeingDoneTo() {
        Held held = held();
        CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
        held.then(Runnable::run, () -> acknowledgement);

        assertThat(leases.isDue(held, TimeUnit.SECONDS.toNanos(29))).isFalse();
        assertThat(leases.isOver(held, TimeUnit.SECONDS.toNanos(29))).isFalse();
        assertThat(leases.isOver(held, TimeUnit.SECONDS.toNanos(31))).isTrue();
        acknowledgement.complete(null);
        assertThat(leases.isDue(held, TimeUnit.SECONDS.toNanos(29))).isTrue();
    }
}
