package io.ternmq.jca.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakeConnection;
import io.ternmq.jca.fake.FakeControl;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeServer;
import io.ternmq.jca.fake.LogCapture;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.resource.NotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an activation does about what goes wrong around it. */
class EndpointActivationTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LONG_MS = TimeUnit.HOURS.toMillis(1);

    private final FakeProvider provider = new FakeProvider();
    private final FakeServer server = new FakeServer();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final LogCapture log = new LogCapture(EndpointActivation.class.getName());
    private final TernActivationSpec spec = new TernActivationSpec();
    private EndpointActivation activation;
    private String name = "bean";

    @BeforeEach
    void specify() {
        timer.setRemoveOnCancelPolicy(true);
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setMinConcurrency(2);
        spec.setMaxConcurrency(2);
    }

    @AfterEach
    void stop() {
        activation.stop();
        timer.shutdownNow();
        server.close();
        log.close();
    }

    private void start() throws NotSupportedException {
        EndpointContext context = new EndpointContext(name, new FakeAdapter(provider, "broker:9876"), server.endpointFactory(),
                server.bootstrapContext().getWorkManager(), null, timer);
        activation = EndpointActivation.of(context, spec);
        activation.start();
    }

    private void awaitRunning() {
        await("a running activation").atMost(PATIENCE).until(() ->
                activation.report().state().equals("RUNNING") && provider.last().events().contains("start"));
    }

    private void fail(int session) {
        server.setBean(message -> {
            throw new IllegalStateException("out of stock");
        });
        provider.last().listeners().get(session).onMessage(FakeConnection.message());
    }

    @Test
    void triesTheMessageAfterAPauseWithASessionThatIsFree() throws Exception {
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(1L);
        start();
        awaitRunning();
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch isStuck = new CountDownLatch(1);
        server.setBean(message -> {
            isStuck.countDown();
            awaitLatch(stuck);
        });
        List<FakeControl> sessions = provider.last().controls();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() ->
                provider.last().listeners().get(0).onMessage(FakeConnection.message()));
        awaitLatch(isStuck);

        fail(1);

        await("a trial in the other session").atMost(PATIENCE).until(() -> sessions.get(1).limit() == 1);
        assertThat(sessions.get(0).limit()).as("that of the one that is stuck").isZero();
        stuck.countDown();
        first.get(10, TimeUnit.SECONDS);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).as("in time").isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isReadyOnceAPauseIsOverThoughNoMessageComes() throws NotSupportedException {
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(1L);
        start();
        awaitRunning();

        fail(0);

        await("the end of the pause").atMost(PATIENCE).until(() -> activation.report().state(), "TRYING"::equals);
        assertThat(activation.report().isReady()).isTrue();
        assertThat(activation.report().reason()).contains("1 deliveries in a row failed");
    }

    @Test
    void leavesNoTimerOfAPauseBehind() throws NotSupportedException {
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(LONG_MS);
        start();
        awaitRunning();
        fail(0);
        assertThat(activation.report().state()).isEqualTo("PAUSED");

        activation.stop();

        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void leavesNoTimerBehindWhenItsLastDeliveryPauses() throws Exception {
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(LONG_MS);
        start();
        awaitRunning();
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        server.setBean(message -> {
            isRunning.countDown();
            awaitLatch(mayFail);
            throw new IllegalStateException("out of stock");
        });
        CompletableFuture<Void> last = CompletableFuture.runAsync(() ->
                provider.last().listeners().get(0).onMessage(FakeConnection.message()));
        awaitLatch(isRunning);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(activation::stop);
        await("the end of the activation").atMost(PATIENCE).until(() -> activation.report().state().equals("STOPPED"));

        mayFail.countDown();
        last.get(10, TimeUnit.SECONDS);
        stopped.get(10, TimeUnit.SECONDS);

        assertThat(activation.report().failed()).isEqualTo(1);
        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void doesNotConnectWhenItWasStoppedBefore() throws NotSupportedException {
        CountDownLatch late = new CountDownLatch(1);
        server.holdScheduled(late);
        start();
        activation.stop();

        late.countDown();

        await("the end of the attempt").atMost(PATIENCE).until(() -> server.finishedWorks() == 1);
        assertThat(provider.connections()).isEmpty();
    }

    @Test
    void aServerAtItsLimitOfThreadsIsAskedAgainWhetherItLetsConnect() throws NotSupportedException {
        server.failToSchedule(new OutOfMemoryError("no thread, in the test"));
        server.failToSchedule(new OutOfMemoryError("no thread, in the test"));

        start();

        awaitRunning();
        assertThat(provider.connections()).hasSize(1);
    }

    @Test
    void aPauseBeginsAndEndsOnAServerThatWasAtItsLimitOfThreads() throws NotSupportedException {
        // What another test has left running says something of its own.
        name = "bean at the limit";
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(1L);
        start();
        awaitRunning();
        for (int i = 0; i < 3; i++) {
            // For the pause, for its end, and for the first look after it.
            server.failToSchedule(new OutOfMemoryError("no thread, in the test"));
        }

        fail(0);

        await("a trial in one session").atMost(PATIENCE).until(() -> provider.last().controls().stream()
                .map(FakeControl::limit).sorted().toList().equals(List.of(0, 1)));
        assertThat(log.lines()).filteredOn(line -> line.contains(name + ": the server takes no work")).as("said once").singleElement().asString()
                .startsWith("WARN");
    }

    @Test
    void keepsOneTimerForPausesThatAreResumed() throws NotSupportedException {
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(LONG_MS);
        start();
        awaitRunning();
        int others = timer.getQueue().size();

        for (int i = 0; i < 3; i++) {
            fail(0);
            activation.resume();
        }
        assertThat(timer.getQueue()).hasSize(others);
        fail(0);

        assertThat(timer.getQueue()).hasSize(others + 1);
    }

    @Test
    void leavesNoTimerOfTheNextAttemptBehind() throws NotSupportedException {
        provider.refuse(Integer.MAX_VALUE);
        start();
        await("a refusal").atMost(PATIENCE).until(() -> activation.report().state().equals("BACKOFF"));

        activation.stop();

        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void anOldAttemptThatFailsLateLeavesTheNewConnectionAlone() throws NotSupportedException {
        CountDownLatch late = new CountDownLatch(1);
        provider.failStart(late);
        start();
        await("a start that takes its time").atMost(PATIENCE).until(() ->
                !provider.connections().isEmpty() && provider.last().events().contains("starting"));
        provider.last().lose();
        await("another connection").atMost(PATIENCE).until(() -> provider.connections().size() == 2);
        awaitRunning();
        int finished = server.finishedWorks();

        late.countDown();

        await("the end of the old attempt").atMost(PATIENCE).until(() -> server.finishedWorks() > finished);
        assertThat(activation.report().state()).isEqualTo("RUNNING");
        assertThat(provider.last().events()).doesNotContain("close");
        assertThat(provider.connections()).hasSize(2);
    }

    @Test
    void anErrorWhileItConnectsIsTriedAgain() throws NotSupportedException {
        provider.failConsumer(new StackOverflowError("in the test"));
        provider.failConsumer(new NoClassDefFoundError("in the test"));

        start();

        awaitRunning();
        assertThat(provider.connections()).hasSize(3);
        assertThat(provider.connections().subList(0, 2)).allSatisfy(failed ->
                assertThat(failed.events()).as("session and connection").containsExactly("close", "close"));
    }

    @Test
    void tellsOfAnOutageOnceAndOfItsEnd() throws NotSupportedException {
        provider.refuse(3);

        start();
        awaitRunning();

        await("the end of the outage").atMost(PATIENCE).until(() -> log.lines().size() == 3);
        assertThat(log.lines()).satisfiesExactly(
                line -> assertThat(line).startsWith("WARN TERN-205: bean is not connected").endsWith("no broker there"),
                line -> assertThat(line).startsWith("INFO bean listens to"),
                line -> assertThat(line).startsWith("INFO TERN-205: bean is connected again"));
    }

    @Test
    void tellsOfATroubleByItsOwnCode() throws NotSupportedException {
        provider.failConsumer(new JMSSecurityException("wrong password", "TERN-105"));
        provider.failConsumer(new JMSException("'jms/orders' is a String", "TERN-222"));

        start();
        awaitRunning();

        assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).satisfiesExactly(
                line -> assertThat(line).startsWith("WARN TERN-206: bean is not connected").endsWith("TERN-105: wrong password"),
                line -> assertThat(line).startsWith("WARN TERN-222: bean is not connected").endsWith(": 'jms/orders' is a String"));
    }

    @Test
    void saysWhetherSomethingHasToBePutRight() throws NotSupportedException {
        provider.failConsumer(new JMSException("nobody answers", "TERN-102"));
        provider.failConsumer(new InvalidClientIDException("in use by another connection", "TERN-105"));

        start();
        awaitRunning();

        assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).containsExactly(
                "WARN TERN-205: bean is not connected, which is tried again until it is: TERN-102: nobody answers",
                "WARN TERN-228: bean is not connected; it is tried again until this is put right: TERN-105: in use by another connection");
    }
}
