package io.ternmq.jca.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jca.inbound.EndpointContext;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.testkit.Narayana;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.transaction.TransactionManager;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much is delivered at a time, in which order, and when not at all: at a real broker, in transactions of Narayana. */
@Timeout(90)
class DeliveryPolicyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The broker counts whole milliseconds, by another clock than the test. */
    private static final long CLOCK_GRAIN_MS = 5;

    @TempDir
    private static Path managerFolder;
    @TempDir
    private Path store;
    private static TransactionManager manager;
    private EmbeddedServer server;
    private Beans beans;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    @BeforeAll
    static void startManager() {
        manager = Narayana.start(managerFolder);
    }

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(store);
    }

    private void deploy(String name, TernActivationSpec spec, JtaContainer.Bean bean) throws Exception {
        beans = new Beans(server.nameServerAddress(), new JtaContainer(manager, name, bean));
        beans.activate(spec);
    }

    @AfterEach
    void stop() {
        mayGoOn.countDown();
        beans.close();
        server.close();
    }

    private void holdUp() throws InterruptedException {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        assertThat(mayGoOn.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        running.decrementAndGet();
    }

    private void awaitAttribute(String name, Object value) {
        await(name).atMost(PATIENCE).untilAsserted(() -> assertThat(beans.attribute(name)).isEqualTo(value));
    }

    @Test
    void opensSessionsWhileAllAreBusyAndMessagesWait() throws Exception {
        TernActivationSpec spec = Beans.queue("in");
        spec.setMaxConcurrency(4);
        deploy("growing", spec, messages -> holdUp());
        awaitAttribute("Sessions", 1);

        beans.send("in", "1", "2", "3", "4", "5", "6", "7", "8");

        await("all at once").atMost(PATIENCE).until(() -> running.get() == 4);
        assertThat(beans.attribute("Sessions")).isEqualTo(4);
        mayGoOn.countDown();
        awaitAttribute("Delivered", 8L);
        assertThat(mostRunning).hasValue(4);
    }

    @Test
    void keepsGroupsInOrderOverSeveralSessionsAndRollbacks() throws Exception {
        TernActivationSpec spec = Beans.queue("in");
        spec.setMinConcurrency(4);
        spec.setMaxConcurrency(4);
        Map<String, List<Integer>> processed = new ConcurrentHashMap<>();
        AtomicInteger failures = new AtomicInteger();
        deploy("ordered", spec, messages -> {
            Message message = messages.get(0);
            if (message.getIntProperty("number") % 7 == 3 && message.getIntProperty("JMSXDeliveryCount") == 1) {
                failures.incrementAndGet();
                throw new IllegalStateException("once more");
            }
            processed.computeIfAbsent(message.getStringProperty("JMSXGroupID"), group -> new CopyOnWriteArrayList<>())
                    .add(message.getIntProperty("number"));
        });

        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            for (int number = 0; number < 40; number++) {
                for (String group : List.of("a", "b", "c")) {
                    context.createProducer().setProperty("JMSXGroupID", group).setProperty("number", number)
                            .send(context.createQueue("in"), group + number);
                }
            }
        }

        awaitAttribute("Delivered", 120L);
        assertThat(failures.get()).isPositive();
        assertThat(processed).hasSize(3).allSatisfy((group, numbers) -> assertThat(numbers).hasSize(40).isSorted());
    }

    @Test
    void keepsAGroupInOrderWhenADeliveryCannotBegin() throws Exception {
        List<String> processed = new CopyOnWriteArrayList<>();
        JtaContainer container = new JtaContainer(manager, "beginning", messages -> processed.add(messages.get(0).getBody(String.class)));
        container.failToBegin(1);
        List<String> sent = List.of("1", "2", "3", "4");
        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            sent.forEach(text -> context.createProducer().setProperty("JMSXGroupID", "a").send(context.createQueue("in"), text));
        }

        TernActivationSpec spec = Beans.queue("in");
        spec.setMaxConcurrency(1);
        beans = new Beans(server.nameServerAddress(), container);
        beans.activate(spec);

        awaitAttribute("Delivered", 4L);
        assertThat(processed).isEqualTo(sent);
    }

    @Test
    void pausesAfterFailuresInARowAndGoesOnWhenOneMessageIsProcessed() throws Exception {
        TernActivationSpec spec = Beans.queue("in");
        spec.setPauseAfterFailures(3);
        spec.setPauseDurationMs(300L);
        spec.setMaxDeliveries(1000);
        spec.setMinConcurrency(2);
        spec.setMaxConcurrency(2);
        AtomicInteger tries = new AtomicInteger();
        deploy("pausing", spec, messages -> {
            tries.incrementAndGet();
            if (mayGoOn.getCount() > 0) {
                throw new IllegalStateException("the database is down");
            }
        });

        beans.send("in", "1", "2", "3", "4", "5", "6");

        awaitAttribute("State", "PAUSED");
        awaitAttribute("Ready", false);
        await("a message that is tried in vain").atMost(PATIENCE).until(() ->
                beans.attribute("Reason").toString().contains("the message that was tried after a pause failed as well"));
        assertThat(tries).as("not in a loop").hasValueLessThan(12);
        mayGoOn.countDown();
        awaitAttribute("Delivered", 6L);
        awaitAttribute("State", "RUNNING");
        assertThat(beans.attribute("Reason")).isEqualTo("");
    }

    @Test
    void aFailedMessageComesAgainAfterADelayThatGrows() throws Exception {
        TernActivationSpec spec = Beans.queue("in");
        spec.setRedeliveryDelayMs(300L);
        spec.setBackoffMultiplier(2.0);
        List<Long> deliveriesNs = new CopyOnWriteArrayList<>();
        deploy("backing off", spec, messages -> {
            deliveriesNs.add(System.nanoTime());
            if (deliveriesNs.size() < 4) {
                throw new IllegalStateException("once more");
            }
        });

        beans.send("in", "1");

        awaitAttribute("Delivered", 1L);
        assertThat(beans.attribute("Failed")).isEqualTo(3L);
        assertThat(gapMs(deliveriesNs, 1)).isGreaterThanOrEqualTo(300 - CLOCK_GRAIN_MS);
        assertThat(gapMs(deliveriesNs, 2)).isGreaterThanOrEqualTo(600 - CLOCK_GRAIN_MS);
        assertThat(gapMs(deliveriesNs, 3)).isGreaterThanOrEqualTo(1200 - CLOCK_GRAIN_MS);
    }

    /** Between a delivery and the one before. */
    private static long gapMs(List<Long> deliveriesNs, int index) {
        return TimeUnit.NANOSECONDS.toMillis(deliveriesNs.get(index) - deliveriesNs.get(index - 1));
    }

    @Test
    void anAdministratorPausesAndResumes() throws Exception {
        deploy("by hand", Beans.queue("in"), messages -> { });
        awaitAttribute("State", "RUNNING");

        beans.invoke("pause");

        awaitAttribute("State", "PAUSED");
        beans.send("in", "1", "2");
        assertThat(beans.take("in")).as("what is paused keeps nothing from others").containsExactly("1#1", "2#1");
        beans.send("in", "3");
        assertThat(beans.attribute("Delivered")).isEqualTo(0L);
        beans.invoke("resume");
        awaitAttribute("Delivered", 1L);
    }

    @Test
    void aBeanThatDeactivatesItselfHasItsMessageAndLeavesTheRest() throws Exception {
        CountDownLatch isOver = new CountDownLatch(1);
        deploy("leaving", Beans.queue("in"), messages -> {
            beans.deactivate();
            isOver.countDown();
        });
        beans.send("in", "1");
        assertThat(isOver.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();

        beans.send("in", "2");

        await("a message that nobody else has").atMost(PATIENCE).untilAsserted(() -> assertThat(beans.take("in")).containsExactly("2#1"));
    }

    @Test
    void tellsOfTheAdapterAndOfActivationsOfOneName() throws Exception {
        deploy("twin", Beans.queue("in"), messages -> { });
        awaitAttribute("State", "RUNNING");
        JtaContainer container = new JtaContainer(manager, "twin", messages -> { });
        ObjectName second = new ObjectName("io.ternmq:type=Activation,name=" + ObjectName.quote(EndpointContext.nameOf(container))
                + ",instance=2");
        try (Beans others = new Beans(server.nameServerAddress(), container)) {
            others.activate(Beans.queue("other"));
            assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(second, "Destination")).isEqualTo("other");
            assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("io.ternmq:type=Adapter,*"), null)).hasSize(2);
        }

        assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(second)).isFalse();
        ObjectName adapter = new ObjectName("io.ternmq:type=Adapter");
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(adapter, "Ready")).isEqualTo(true);
        assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(adapter, "Activations")).isEqualTo(1);
    }
}
