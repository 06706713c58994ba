package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeConnection;
import io.ternmq.jca.fake.FakeControl;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeServer;
import io.ternmq.jca.fake.FakeServer.Transactions;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The number of sessions, by looks at moments that the test chooses. */
class ScalingTest {

    private static final long BEFORE_NS = TimeUnit.SECONDS.toNanos(29);
    private static final long AFTER_NS = TimeUnit.SECONDS.toNanos(31);

    private final FakeProvider provider = new FakeProvider();
    private final FakeServer server = new FakeServer();
    private final FlowGate gate = new FlowGate(1, 0, (mode, holdMs, pause) -> { });
    private final Queue<Runnable> works = new ArrayDeque<>();
    private final Scaling scaling = new Scaling("bean", gate, this::accept);
    private final long startNs = System.nanoTime();
    private boolean isRejecting;
    private boolean isFailing;
    private EndpointConnection connection;

    @BeforeEach
    void open() throws JMSException {
        server.use(Transactions.NONE);
        FakeAdapter adapter = new FakeAdapter(provider, "broker:9876");
        TernActivationSpec spec = new TernActivationSpec();
        spec.setMinConcurrency(2);
        spec.setMaxConcurrency(6);
        EndpointContext context = new EndpointContext("bean", adapter, server.endpointFactory(), server.bootstrapContext().getWorkManager(),
                null, null);
        connection = EndpointConnection.open(context, adapter.settings(), new ConsumerOpening(spec, provider.queue("orders"), "bean"),
                new DeliveryParts(BeanMethod.ON_MESSAGE, false, gate, new DeliveryCounts()), (lost, cause) -> { });
        connection.grow(2);
    }

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    private boolean accept(Runnable work) {
        if (isFailing) {
            throw new IllegalStateException("the server is stopping");
        }
        return !isRejecting && works.add(work);
    }

    /** @return how many sessions there are after a look so long after the start */
    private int lookAfter(long ns) {
        scaling.tick(connection, startNs + ns);
        while (!works.isEmpty()) {
            works.remove().run();
        }
        return connection.sessions().size();
    }

    private long closedCount() {
        return provider.last().events().stream().filter("close"::equals).count();
    }

    @Test
    void closesIdleSessionsOneAtALookDownToTheMinimum() {
        assertThat(lookAfter(BEFORE_NS)).isEqualTo(4);
        assertThat(lookAfter(AFTER_NS)).isEqualTo(3);
        assertThat(lookAfter(AFTER_NS)).isEqualTo(2);
        assertThat(lookAfter(AFTER_NS)).isEqualTo(2);

        assertThat(closedCount()).isEqualTo(2);
    }

    @Test
    void countsTheTimeFromTheLastDelivery() {
        provider.last().listeners().get(0).onMessage(FakeConnection.message());
        long deliveredNs = System.nanoTime() - startNs;

        // All of them are as old as the connection but the first.
        assertThat(lookAfter(deliveredNs + BEFORE_NS)).isEqualTo(4);
        assertThat(lookAfter(deliveredNs + AFTER_NS)).isEqualTo(3);
    }

    @Test
    void keepsASessionThatIsDelivering() {
        DeliverySession busy = connection.sessions().get(0);
        server.setBean(message -> {
            while (lookAfter(AFTER_NS) > 2) {
                assertThat(connection.sessions()).contains(busy);
            }
        });

        provider.last().listeners().get(0).onMessage(FakeConnection.message());

        assertThat(connection.sessions()).hasSize(2).contains(busy);
    }

    @Test
    void keepsASessionForWhichMessagesWait() {
        DeliverySession owed = connection.sessions().get(0);
        provider.last().controls().get(0).setWaiting(1);

        assertThat(lookAfter(AFTER_NS)).isEqualTo(3);
        assertThat(lookAfter(AFTER_NS)).isEqualTo(2);

        assertThat(connection.sessions()).contains(owed);
    }

    @Test
    void changesNothingWhileDeliveriesArePaused() {
        gate.pause("by the test");
        assertThat(lookAfter(AFTER_NS)).isEqualTo(4);

        gate.resume();
        assertThat(lookAfter(AFTER_NS)).isEqualTo(3);
    }

    @Test
    void makesOneChangeAtATime() {
        scaling.tick(connection, startNs + AFTER_NS);
        scaling.tick(connection, startNs + AFTER_NS);

        assertThat(works).hasSize(1);
    }

    @Test
    void triesAgainWhenTheServerTookNoWork() {
        isRejecting = true;
        assertThat(lookAfter(AFTER_NS)).isEqualTo(4);

        isRejecting = false;
        assertThat(lookAfter(AFTER_NS)).isEqualTo(3);
    }

    @Test
    void triesAgainWhenTheServerFailed() {
        isFailing = true;
        assertThatThrownBy(() -> lookAfter(AFTER_NS)).hasMessageContaining("stopping");

        isFailing = false;
        assertThat(lookAfter(AFTER_NS)).isEqualTo(3);
    }

    @Test
    void aPauseReachesTheOthersWhileASessionIsClosed() throws Exception {
        CountDownLatch brokerAnswers = new CountDownLatch(1);
        provider.last().holdSessionClosing(brokerAnswers);
        CompletableFuture<Void> shrunk = CompletableFuture.runAsync(() -> connection.shrink(connection.sessions().get(0)));
        await("the session is out").atMost(10, TimeUnit.SECONDS).until(() -> connection.sessions().size() == 3);

        gate.pause("by the test");
        CompletableFuture.runAsync(this::applyFlow).get(10, TimeUnit.SECONDS);

        assertThat(provider.last().controls().subList(1, 4)).extracting(FakeControl::limit).containsOnly(0);
        assertThat(shrunk).isNotDone();
        brokerAnswers.countDown();
        shrunk.get(10, TimeUnit.SECONDS);
    }

    private void applyFlow() {
        try {
            connection.applyFlow();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anotherSessionTriesTheMessageWhenTheFirstIsClosed() {
        gate.failed(gate.enter(), new IllegalStateException("out of stock"));
        gate.tryOne(1);
        applyFlow();
        assertThat(provider.last().controls()).extracting(FakeControl::limit).containsExactly(1, 0, 0, 0);
        assertThat(connection.isTrialStuck()).isFalse();

        connection.shrink(connection.sessions().get(0));
        assertThat(connection.isTrialStuck()).isTrue();
        applyFlow();

        assertThat(provider.last().controls().subList(1, 4)).extracting(FakeControl::limit).containsExactly(1, 0, 0);
        assertThat(connection.isTrialStuck()).isFalse();
    }

    @Test
    void growsAgainAfterwards() {
        lookAfter(AFTER_NS);
        lookAfter(AFTER_NS);
        provider.last().controls().forEach(control -> control.setWaiting(1));

        assertThat(lookAfter(AFTER_NS)).isEqualTo(4);
        assertThat(provider.last().events()).contains("give back what waits");
    }
}
