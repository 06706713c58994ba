package io.ternmq.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jca.fake.FakeConnection;
import io.ternmq.jca.fake.FakeControl;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jca.fake.FakeProvider.NotSeenException;
import io.ternmq.jca.fake.FakeServer;
import io.ternmq.jca.fake.FakeServer.Transactions;
import io.ternmq.jca.fake.LogCapture;
import io.ternmq.jca.fake.Recorder;
import io.ternmq.jca.inbound.ActivationReport;
import io.ternmq.jca.inbound.EndpointActivation;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jca.inbound.TernBatchActivationSpec;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message-driven bean from activation to deactivation. */
class EndpointTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeProvider provider = new FakeProvider();
    private final FakeServer server = new FakeServer();
    private final TernResourceAdapter adapter = new TernResourceAdapter(provider);
    private final TernActivationSpec spec = new TernActivationSpec();
    private final MessageEndpointFactory endpoints = server.endpointFactory();

    @BeforeEach
    void start() throws ResourceAdapterInternalException {
        adapter.setNameServers("broker:9876");
        adapter.start(server.bootstrapContext());
        spec.setResourceAdapter(adapter);
        spec.setDestination("orders");
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setMinConcurrency(2);
        spec.setMaxConcurrency(2);
    }

    @AfterEach
    void stop() {
        adapter.stop();
        server.close();
    }

    @Test
    void opensAConsumerForEachConcurrentDelivery() throws ResourceException {
        activate();

        assertThat(provider.last().events())
                .containsExactly("xa createConsumer orders", "xa createConsumer orders", "start");
    }

    @Test
    void deliversInsideTheContainersTransaction() throws ResourceException {
        MessageListener listener = activate();

        listener.onMessage(FakeConnection.message());

        assertThat(server.events()).containsExactly("beforeDelivery", "onMessage", "afterDelivery");
    }

    @Test
    void aDeliveryIsPartOfTheContainersTransaction() throws ResourceException {
        MessageListener listener = activate();
        provider.last().events().clear();

        listener.onMessage(FakeConnection.message());

        assertThat(provider.last().events()).containsExactly("xa start", "xa end", "xa commit in one phase");
        listener.onMessage(FakeConnection.message());
        assertThat(server.events()).as("the endpoint is used again").containsExactly("beforeDelivery", "onMessage", "afterDelivery",
                "beforeDelivery", "onMessage", "afterDelivery");
    }

    @Test
    void tellsTheBrokerWhyTheTransactionOfADeliveryIsRolledBack() throws ResourceException {
        MessageListener listener = activate();
        provider.last().events().clear();
        server.setBean(message -> {
            throw new IllegalStateException("out of stock");
        });

        assertThatCode(() -> listener.onMessage(FakeConnection.message())).as("the rollback has given it back").doesNotThrowAnyException();

        assertThat(server.events()).containsExactly("beforeDelivery", "onMessage", "afterDelivery", "release");
        assertThat(provider.last().events()).containsExactly("xa start", "xa fail",
                "because of out of stock in " + FakeServer.class.getName(), "xa rollback");
    }

    @Test
    void aPauseReachesAllSessionsThoughOneHasNoAnswerAtFirst() throws ResourceException {
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(0L);
        MessageListener listener = activate();
        List<FakeControl> sessions = provider.last().controls();
        sessions.get(0).refuseLimits(2);
        server.setBean(message -> {
            throw new IllegalStateException("out of stock");
        });

        listener.onMessage(FakeConnection.message());

        await("the other session's end of deliveries").atMost(PATIENCE).until(() -> sessions.get(1).limit() == 0);
        await("that of the one that had no answer").atMost(PATIENCE).until(() -> sessions.get(0).limit() == 0);
    }

    @Test
    void aSessionWithoutConsumerIsClosed() throws ResourceException {
        provider.failConsumer(new JMSException("no consumer now"));

        adapter.endpointActivation(endpoints, spec);

        await("a second connection").atMost(PATIENCE).until(() -> provider.connections().size() == 2);
        assertThat(provider.connections().get(0).events()).as("session and connection").containsExactly("close", "close");
    }

    @Test
    void anExceptionThatCannotBeAskedForItsTextIsAFailureAsOthers() throws ResourceException {
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(0L);
        MessageListener listener = activate();
        server.setBean(message -> {
            throw new MuteException();
        });

        listener.onMessage(FakeConnection.message());

        assertThat(provider.last().events()).endsWith("xa rollback");
        assertThat(report().failed()).isEqualTo(1);
        assertThat(report().lastError()).isEqualTo(MuteException.class.getName());
        assertThat(report().state()).isEqualTo("PAUSED");
    }

    private static final class MuteException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no text to be had");
        }
    }

    @Test
    void saysOnceThatDeliveriesCannotBegin() throws ResourceException {
        MessageListener listener = activate();
        server.failToBegin(2);
        try (LogCapture log = new LogCapture("io.ternmq.jca.inbound.EndpointDelivery")) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).isInstanceOf(NotSeenException.class);
            }

            assertThat(log.lines()).singleElement().asString().startsWith("WARN TERN-224");
        }
        assertThat(report().lastError()).startsWith("TERN-224").contains("no transaction to be had");
    }

    @Test
    void aMarkedTransactionIsAFailureWithoutException() throws ResourceException {
        MessageListener listener = activate();
        provider.last().events().clear();
        server.setBean(message -> server.setRollbackOnly());

        listener.onMessage(FakeConnection.message());

        assertThat(provider.last().events()).element(2).asString().startsWith("because of the transaction of the delivery was rolled back");
        assertThat(report().failed()).isEqualTo(1);
    }

    @Test
    void givesTheMessageBackWhenTheBeanThrowsOutsideOfTransactions() throws ResourceException {
        server.use(Transactions.NONE);
        MessageListener listener = activate();
        server.setBean(message -> {
            throw new IllegalStateException("out of stock");
        });

        assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).hasMessageContaining("out of stock");
        assertThat(provider.last().events()).startsWith("auto createConsumer orders");
        assertThat(server.events()).containsExactly("beforeDelivery", "onMessage", "afterDelivery", "release");
    }

    @Test
    void followsTheTransactionOfAContainerThatDoesNotEnlist() throws ResourceException {
        server.use(Transactions.NOT_ENLISTING);
        MessageListener listener = activate();
        server.setBean(message -> server.setRollbackOnly());

        assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).hasMessageContaining("rolled back");

        server.setBean(message -> { });
        assertThatCode(() -> listener.onMessage(FakeConnection.message())).doesNotThrowAnyException();
        assertThat(provider.last().events()).noneMatch(event -> event.startsWith("xa start"));
    }

    @Test
    void acknowledgesAfterTheTransactionWhenAskedToEmulate() throws ResourceException {
        spec.setTransactedDelivery("emulate");
        server.use(Transactions.NOT_ENLISTING);

        activate();

        assertThat(provider.last().events()).startsWith("auto createConsumer orders");
    }

    @Test
    void aDeliveryThatCannotBeginIsNotCounted() throws ResourceException {
        MessageListener listener = activate();
        server.failToBegin(1);

        assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).isInstanceOf(NotSeenException.class);

        assertThat(server.events()).as("never ended, since it never began").containsExactly("beforeDelivery", "release");
        assertThat(report().failed()).isZero();
        listener.onMessage(FakeConnection.message());
        assertThat(report().delivered()).isEqualTo(1);
    }

    @Test
    void aServerThatCannotMakeAnEndpointIsAskedAgain() throws ResourceException {
        MessageListener listener = activate();
        server.failToMakeEndpoint(new IllegalStateException("the application is half gone"));

        assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).isInstanceOf(NotSeenException.class);

        assertThat(report().failed()).isZero();
        listener.onMessage(FakeConnection.message());
        assertThat(report().delivered()).isEqualTo(1);
    }

    @Test
    void aTransactionThatTheServerNeverEndsClosesTheConnection() throws ResourceException {
        MessageListener listener = activate();
        FakeConnection first = provider.last();
        server.use(Transactions.NEVER_ENDING);

        listener.onMessage(FakeConnection.message());

        await("another connection").atMost(PATIENCE).until(() -> provider.connections().size() == 2);
        await("the end of the first").atMost(PATIENCE).until(() -> first.events().contains("close"));
    }

    @Test
    void waitsForAnEndpoint() throws ResourceException {
        MessageListener listener = activate();
        server.withholdEndpoints(2);

        listener.onMessage(FakeConnection.message());

        assertThat(report().delivered()).isEqualTo(1);
    }

    @Test
    void handsABatchToABeanThatWantsOne() throws ResourceException {
        TernBatchActivationSpec batches = new TernBatchActivationSpec();
        batches.setResourceAdapter(adapter);
        batches.setDestination("orders");
        batches.setDestinationType("jakarta.jms.Queue");
        adapter.endpointActivation(endpoints, batches);
        awaitConnections(1);

        provider.last().controls().get(0).deliver(List.of(FakeConnection.message(), FakeConnection.message()));

        assertThat(server.events()).containsExactly("beforeDelivery", "onMessages", "afterDelivery");
        assertThat(report().delivered()).isEqualTo(2);
    }

    @Test
    void refusesTransactedDeliveryOfAPlainRocketMqCluster() {
        adapter.setOptions("protocol=rocketmq");

        assertThatThrownBy(() -> adapter.endpointActivation(endpoints, spec)).isInstanceOf(NotSupportedException.class)
                .hasMessageContaining("TERN-211").hasMessageContaining("NOT_SUPPORTED").hasMessageContaining("emulate");
    }

    @Test
    void saysWhyABrokerWithoutTransactionsIsNotConnected() throws ResourceException {
        provider.withoutXa();

        adapter.endpointActivation(endpoints, spec);

        await("the refusal").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(report().state()).isEqualTo("BACKOFF");
            assertThat(report().reason()).contains("no distributed transactions", "emulate");
        });
    }

    private ActivationReport report() {
        return adapter.activations().get(0).report();
    }

    @Test
    void triesAgainUntilTheBrokerIsThere() throws ResourceException {
        provider.refuse(2);

        adapter.endpointActivation(endpoints, spec);

        awaitConnections(1);
    }

    @Test
    void readsTheAddressWhenItConnects() throws ResourceException {
        adapter.setNameServers(null);
        adapter.endpointActivation(endpoints, spec);

        adapter.setNameServers("late:9876");

        awaitConnections(1);
        assertThat(provider.last().settings().nameServers()).isEqualTo("late:9876");
    }

    @Test
    void connectsAgainWhenTheLinkIsLost() throws ResourceException {
        activate();
        FakeConnection first = provider.last();

        first.lose();

        awaitConnections(2);
        await("the lost connection is closed").atMost(PATIENCE).until(() -> first.events().contains("close"));
    }

    @Test
    void connectsAgainWhenTheLinkIsLostWhileConsumersAreOpened() throws ResourceException {
        provider.breakLinks(true);
        adapter.endpointActivation(endpoints, spec);
        await("a connection that broke").atMost(PATIENCE).until(() -> !provider.connections().isEmpty());

        provider.breakLinks(false);

        await("a connection that works").atMost(PATIENCE).until(() ->
                provider.connections().size() > 1 && provider.last().events().contains("start"));
        assertThat(provider.connections().get(0).events()).doesNotContain("start");
        await("the broken one is closed").atMost(PATIENCE).until(() -> provider.connections().get(0).events().contains("close"));
    }

    @Test
    void deactivationWaitsForTheLastDeliveryOfALostConnection() throws Exception {
        activate();
        FakeConnection lost = provider.last();
        CountDownLatch delivered = new CountDownLatch(1);
        lost.holdClosing(delivered);
        lost.lose();
        awaitConnections(2);

        CompletableFuture<Void> deactivated = CompletableFuture.runAsync(() -> adapter.endpointDeactivation(endpoints, spec));
        await("closing has begun").atMost(PATIENCE).until(lost::isClosing);
        assertThatThrownBy(() -> deactivated.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        delivered.countDown();

        deactivated.get(10, TimeUnit.SECONDS);
        assertThat(lost.events()).contains("close");
    }

    @Test
    void triesAgainUntilTheConfigurationIsRight() throws ResourceException {
        adapter.setOptions("nonsense");
        adapter.endpointActivation(endpoints, spec);
        await("the first attempt").atMost(PATIENCE).until(() -> server.finishedWorks() == 1);

        adapter.setOptions("nativeBody=text");

        awaitConnections(1);
    }

    @Test
    void waitsWhileTheServerTakesNoWorkInsteadOfFailingTheMessage() throws ResourceException {
        MessageListener listener = activate();
        server.rejectWork(2);

        listener.onMessage(FakeConnection.message());

        assertThat(server.events()).containsExactly("beforeDelivery", "onMessage", "afterDelivery");
    }

    @Test
    void givesTheMessageBackWhenTheServerTakesNoWorkAndDeliveryEnds() throws ResourceException {
        MessageListener listener = activate();
        server.rejectWork(Integer.MAX_VALUE);
        CompletableFuture<Void> delivery = CompletableFuture.runAsync(() -> listener.onMessage(FakeConnection.message()));
        await("a message that waits").atMost(PATIENCE).until(() -> report().lastError() != null);

        adapter.endpointDeactivation(endpoints, spec);

        assertThatThrownBy(() -> delivery.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(NotSeenException.class)
                .hasMessageContaining("busy");
        assertThat(server.events()).isEmpty();
    }

    @Test
    void beginsNoDeliveryWhileDeactivationWaitsForAnother() throws Exception {
        MessageListener stuck = activate();
        MessageListener other = provider.last().listeners().get(1);
        CountDownLatch isStuck = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        server.setBean(message -> {
            isStuck.countDown();
            awaitLatch(mayEnd);
        });
        CompletableFuture<Void> delivery = CompletableFuture.runAsync(() -> stuck.onMessage(FakeConnection.message()));
        awaitLatch(isStuck);

        CompletableFuture<Void> deactivated = CompletableFuture.runAsync(() -> adapter.endpointDeactivation(endpoints, spec));
        await("closing has begun").atMost(PATIENCE).until(provider.last()::isClosing);

        server.setBean(message -> { });
        assertThatThrownBy(() -> other.onMessage(FakeConnection.message())).isInstanceOf(NotSeenException.class);
        assertThat(provider.last().controls()).extracting(FakeControl::limit).as("what the sessions may hold").containsOnly(0);
        mayEnd.countDown();
        delivery.get(10, TimeUnit.SECONDS);
        deactivated.get(10, TimeUnit.SECONDS);
        assertThat(server.events()).containsOnlyOnce("onMessage");
    }

    @Test
    void aBeanThatEndsItselfGetsNothingMoreInItsOtherSessions() throws Exception {
        MessageListener listener = activate();
        MessageListener other = provider.last().listeners().get(1);
        CountDownLatch isDeactivated = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        server.setBean(message -> {
            adapter.endpointDeactivation(endpoints, spec);
            isDeactivated.countDown();
            awaitLatch(mayEnd);
        });
        CompletableFuture<Void> delivery = CompletableFuture.runAsync(() -> listener.onMessage(FakeConnection.message()));
        awaitLatch(isDeactivated);

        server.setBean(message -> { });
        assertThatThrownBy(() -> other.onMessage(FakeConnection.message())).isInstanceOf(NotSeenException.class);

        mayEnd.countDown();
        delivery.get(10, TimeUnit.SECONDS);
        await("the end of its connection").atMost(PATIENCE).until(() -> provider.last().events().contains("close"));
    }

    @Test
    void aBeanThatEndsItselfLeavesNoConnectionOpenThoughTheServerTakesNoWork() throws ResourceException {
        MessageListener listener = activate();
        server.setBean(message -> {
            server.failToSchedule(new WorkRejectedException("the server is stopping"));
            adapter.endpointDeactivation(endpoints, spec);
        });

        listener.onMessage(FakeConnection.message());

        await("the end of its connection").atMost(PATIENCE).until(() -> provider.last().events().contains("close"));
    }

    @Test
    void anEndThatDoesNotWaitLeavesTheBeanItsInstanceUntilItsDeliveryIsOver() throws Exception {
        MessageListener listener = activate();
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        server.setBean(message -> {
            isRunning.countDown();
            awaitLatch(mayEnd);
        });
        CompletableFuture<Void> delivery = CompletableFuture.runAsync(() -> listener.onMessage(FakeConnection.message()));
        awaitLatch(isRunning);
        Thread impatient = new Thread(() -> adapter.endpointDeactivation(endpoints, spec));
        impatient.start();
        await("closing has begun").atMost(PATIENCE).until(provider.last()::isClosing);

        impatient.interrupt();
        impatient.join(PATIENCE.toMillis());
        assertThat(server.events()).doesNotContain("release");

        mayEnd.countDown();
        delivery.get(10, TimeUnit.SECONDS);
        assertThat(server.events()).containsExactly("beforeDelivery", "onMessage", "afterDelivery", "release");
    }

    @Test
    void endsTheLiveConnectionWhenALostOneCannotBeClosed() throws Exception {
        activate();
        EndpointActivation activation = adapter.activations().get(0);
        FakeConnection lost = provider.last();
        CountDownLatch delivered = new CountDownLatch(1);
        lost.holdClosing(delivered);
        lost.failClosing(new NoClassDefFoundError("half gone"));
        lost.lose();
        awaitConnections(2);
        await("closing has begun").atMost(PATIENCE).until(lost::isClosing);

        CompletableFuture<Void> deactivated = CompletableFuture.runAsync(() -> adapter.endpointDeactivation(endpoints, spec));
        await("the end of the activation").atMost(PATIENCE).until(() -> activation.report().state().equals("STOPPED"));
        delivered.countDown();

        deactivated.get(10, TimeUnit.SECONDS);
        assertThat(provider.last().events()).contains("close");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).as("in time").isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void endsWithDeactivation() throws ResourceException {
        activate();

        adapter.endpointDeactivation(endpoints, spec);

        assertThat(provider.last().events()).endsWith("close");
        provider.last().lose();
        assertThat(provider.connections()).hasSize(1);
    }

    @Test
    void aBeanThatEndsItselfLeavesNoConnectionOpen() throws ResourceException {
        MessageListener listener = activate();
        server.setBean(message -> adapter.endpointDeactivation(endpoints, spec));

        listener.onMessage(FakeConnection.message());

        await("the end of its connection").atMost(PATIENCE).until(() -> provider.last().events().contains("close"));
        await("the end of both endpoints").atMost(PATIENCE).until(() -> server.events().contains("release"));
        assertThat(server.events()).as("not in the middle of its delivery")
                .containsExactly("beforeDelivery", "onMessage", "afterDelivery", "release");
    }

    @Test
    void endsTheOtherActivationsWhenOneCannotBeEnded() throws ResourceException {
        activate();
        FakeConnection first = provider.last();
        first.failClosing(new IllegalStateException("half gone"));
        TernActivationSpec other = new TernActivationSpec();
        other.setResourceAdapter(adapter);
        other.setDestination("orders");
        other.setDestinationType("jakarta.jms.Queue");
        adapter.endpointActivation(endpoints, other);
        awaitConnections(2);
        FakeConnection second = provider.last();
        second.failClosing(new NoClassDefFoundError("half gone"));

        adapter.stop();

        assertThat(first.isClosing()).isTrue();
        assertThat(second.isClosing()).isTrue();
    }

    @Test
    void takesBackAnActivationThatCouldNotBeStarted() {
        adapter.stop();

        assertThatThrownBy(() -> adapter.endpointActivation(endpoints, spec)).isInstanceOf(RejectedExecutionException.class);

        assertThat(adapter.activations()).isEmpty();
    }

    @Test
    void goesOnToLookForIdleConnectionsWhenTheServerFailedOnce() {
        for (Throwable failure : List.of(new IllegalStateException("the server is stopping"), new OutOfMemoryError("no thread, in the test"))) {
            WorkManager failing = Recorder.proxy(WorkManager.class, (method, arguments) -> {
                throw failure;
            });

            assertThatCode(() -> adapter.closeIdle(failing)).doesNotThrowAnyException();
        }
    }

    @Test
    void aMessageThatTheServerFailsToTakeIsNotTheBeansFailure() throws ResourceException {
        MessageListener listener = activate();
        for (Throwable failure : List.of(new WorkException("no context"), new IllegalStateException("half gone"), new StackOverflowError("in the test"))) {
            server.failWork(failure);

            assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).isInstanceOf(NotSeenException.class).hasRootCause(failure);
        }
        assertThat(report().failed()).isZero();
        assertThat(server.events()).isEmpty();
    }

    @Test
    void aTrialThatDoesNotReachTheBeanIsFollowedByAnother() throws ResourceException {
        spec.setPauseAfterFailures(1);
        spec.setPauseDurationMs(1L);
        MessageListener listener = activate();
        server.setBean(message -> {
            throw new IllegalStateException("out of stock");
        });
        listener.onMessage(FakeConnection.message());
        await("the trial").atMost(PATIENCE).until(() -> provider.last().controls().stream().anyMatch(control -> control.limit() == 1));
        server.setBean(message -> { });

        server.failWork(new IllegalStateException("half gone"));
        assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).hasRootCauseMessage("half gone");
        server.failToMakeEndpoint(new ExceptionInInitializerError("in the test"));
        assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).hasRootCauseMessage("in the test");
        listener.onMessage(FakeConnection.message());

        assertThat(report().state()).isEqualTo("RUNNING");
        assertThat(report().delivered()).isEqualTo(1);
    }

    @Test
    void anErrorAtTheEndOfADeliveryRollsItBack() throws ResourceException {
        MessageListener listener = activate();
        FakeConnection first = provider.last();
        server.failEnd(new NoClassDefFoundError("in the test"));

        try (LogCapture log = new LogCapture("io.ternmq.jca.inbound.EndpointDelivery")) {
            listener.onMessage(FakeConnection.message());

            assertThat(log.lines()).singleElement().asString().startsWith("WARN TERN-226").contains("NoClassDefFoundError: in the test");
        }
        await("the end of the connection, whose transaction nobody ends").atMost(PATIENCE).until(() -> first.events().contains("close"));
        awaitConnections(2);
    }

    @Test
    void anErrorAtTheEndOfADeliveryOutsideOfTransactionsGivesTheMessageBack() throws ResourceException {
        server.use(Transactions.NONE);
        MessageListener listener = activate();
        server.failEnd(new NoClassDefFoundError("in the test"));

        assertThatThrownBy(() -> listener.onMessage(FakeConnection.message())).hasRootCauseInstanceOf(NoClassDefFoundError.class);

        assertThat(report().failed()).isEqualTo(1);
    }

    @Test
    void saysOnceThatMessagesWaitForTheServerAndWhenTheyGoOn() throws ResourceException {
        MessageListener listener = activate();
        try (LogCapture log = new LogCapture("io.ternmq.jca.inbound.EndpointDelivery")) {
            server.withholdEndpoints(3);
            listener.onMessage(FakeConnection.message());
            server.rejectWork(2);
            listener.onMessage(FakeConnection.message());

            assertThat(log.lines()).containsExactly(
                    "WARN TERN-227: A message for bean#io.ternmq.jca.fake.FakeServer waits for the server: the application is starting",
                    "INFO TERN-227: The server takes messages for bean#io.ternmq.jca.fake.FakeServer again",
                    "WARN TERN-227: A message for bean#io.ternmq.jca.fake.FakeServer waits for the server: the server is busy",
                    "INFO TERN-227: The server takes messages for bean#io.ternmq.jca.fake.FakeServer again");
        }
        assertThat(report().lastError()).startsWith("TERN-227");
    }

    @Test
    void sharesADurableSubscriptionAmongItsConsumers() throws ResourceException {
        spec.setDestinationType("jakarta.jms.Topic");
        spec.setSubscriptionDurability("Durable");
        activate();

        assertThat(provider.last().events()).startsWith("xa createSharedDurableConsumer orders");
    }

    @Test
    void consumesAsAMemberOfARocketMqGroup() throws ResourceException {
        spec.setDestinationType("jakarta.jms.Topic");
        spec.setConsumerGroup("billing");
        activate();

        assertThat(provider.last().events()).startsWith("xa createConsumer orders?consumerGroup=billing");
    }

    @Test
    void mergesClientOptionsOfAdapterAndActivation() throws ResourceException {
        adapter.setOptions("nativeBody=text;maxDeliveries=9");
        spec.setMaxDeliveries(3);
        activate();

        assertThat(provider.last().settings().options())
                .containsOnly(Map.entry("nativeBody", "text"), Map.entry("maxDeliveries", "3"), Map.entry("prefetch", "64"));
    }

    private MessageListener activate() throws ResourceException {
        adapter.endpointActivation(endpoints, spec);
        awaitConnections(1);
        return provider.last().listeners().get(0);
    }

    private void awaitConnections(int count) {
        await(count + " connections").atMost(PATIENCE).until(() ->
                provider.connections().size() == count && provider.last().events().contains("start"));
    }
}
