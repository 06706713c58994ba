package io.ternmq.jca.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jca.fake.FakeXid;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jca.inbound.TernBatchActivationSpec;
import io.ternmq.jms.InDoubtBranches;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.TernXAConnectionFactory;
import io.ternmq.testkit.Narayana;
import io.ternmq.testkit.Waits;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionManager;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to a bean in transactions of Narayana, from a real broker. */
@Timeout(120)
class NarayanaInboundTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path managerFolder;
    @TempDir
    private Path folder;
    private static TransactionManager manager;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Map<String, String> ports;
    private String nameServers;
    private EmbeddedServer server;
    private Beans beans;

    @BeforeAll
    static void startManager() {
        manager = Narayana.start(managerFolder);
    }

    @BeforeEach
    void choosePorts() throws Exception {
        try (ServerSocket broker = new ServerSocket(0); ServerSocket names = new ServerSocket(0)) {
            ports = Map.of("listenPort", String.valueOf(broker.getLocalPort()), "nameServerPort", String.valueOf(names.getLocalPort()));
            nameServers = "127.0.0.1:" + names.getLocalPort();
        }
    }

    private void startBroker() {
        server = EmbeddedServer.start(folder.resolve("store"), ports);
    }

    private void deploy(String name, TernActivationSpec spec, JtaContainer.Bean bean) throws Exception {
        beans = new Beans(nameServers, new JtaContainer(manager, name, bean));
        beans.activate(spec);
    }

    @AfterEach
    void stop() {
        if (beans != null) {
            beans.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void note(List<Message> messages) throws JMSException {
        for (Message message : messages) {
            seen.add(Beans.line(message));
        }
    }

    private void awaitSeen(String... lines) {
        await("deliveries").atMost(PATIENCE).untilAsserted(() -> assertThat(seen).containsExactly(lines));
    }

    @Test
    void consumesInTheBeansTransaction() throws Exception {
        startBroker();
        deploy("consuming", Beans.queue("in"), this::note);

        beans.send("in", "1", "2", "3");

        awaitSeen("1#1", "2#1", "3#1");
        await("the commits").atMost(PATIENCE).until(() -> beans.attribute("Delivered").equals(3L));
        beans.deactivate();
        assertThat(beans.take("in")).isEmpty();
    }

    @Test
    void givesUpWhatTheBeanCannotProcessAndSaysWhy() throws Exception {
        startBroker();
        TernActivationSpec spec = Beans.queue("in");
        spec.setMaxDeliveries(3);
        spec.setRedeliveryDelayMs(50L);
        spec.setBackoffMultiplier(2.0);
        spec.setDeadLetterDestination("graveyard");
        deploy("failing", spec, messages -> {
            note(messages);
            switch (seen.size()) {
                case 1 -> throw new IllegalStateException("out of stock");
                case 2 -> manager.setRollbackOnly();
                default -> throw new ArithmeticException("by zero");
            }
        });

        beans.send("in", "1");

        awaitSeen("1#1", "1#2", "1#3");
        try (JMSContext context = new TernConnectionFactory(nameServers).createContext()) {
            Message dead = context.createConsumer(context.createQueue("graveyard")).receive(PATIENCE.toMillis());
            assertThat(dead.getStringProperty("JMS_X_DLQ_EXCEPTION")).isEqualTo(ArithmeticException.class.getName());
            assertThat(dead.getStringProperty("JMS_X_DLQ_LISTENER")).contains("Endpoint");
            List<String> history = dead.getStringProperty("JMS_X_DLQ_HISTORY").lines().toList();
            assertThat(history).hasSize(3);
            assertThat(history.toString()).contains("out of stock", "rolled back", "by zero");
        }
        assertThat(beans.attribute("Failed")).isEqualTo(3L);
        assertThat(beans.attribute("LastError").toString()).contains("by zero");
    }

    @Test
    void takesABatchIntoOneTransaction() throws Exception {
        startBroker();
        TernBatchActivationSpec spec = Beans.queue("in", new TernBatchActivationSpec());
        spec.setMaxBatchSize(3);
        spec.setBatchTimeoutMs(60_000L);
        spec.setMaxConcurrency(1);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        deploy("batching", spec, messages -> {
            note(messages);
            sizes.add(messages.size());
            if (sizes.size() == 1) {
                throw new IllegalStateException("all of them again");
            }
        });

        beans.send("in", "1", "2", "3");

        awaitSeen("1#1", "2#1", "3#1", "1#2", "2#2", "3#2");
        assertThat(sizes).containsExactly(3, 3);
        await("the commit").atMost(PATIENCE).until(() -> beans.attribute("Delivered").equals(3L));
    }

    @Test
    void acknowledgesWhatABeanWithoutTransactionsHasProcessed() throws Exception {
        startBroker();
        beans = new Beans(nameServers, new JtaContainer(manager, "plain", messages -> {
            note(messages);
            if (seen.size() == 1) {
                throw new IllegalStateException("once more");
            }
        }).withoutTransactions());
        beans.activate(Beans.queue("in"));

        beans.send("in", "1");

        awaitSeen("1#1", "1#2");
        beans.deactivate();
        assertThat(beans.take("in")).isEmpty();
    }

    @Test
    void isDeployedBeforeTheBrokerAndSurvivesItsRestarts() throws Exception {
        deploy("early", Beans.queue("in"), this::note);
        await("a first attempt").atMost(PATIENCE).until(() -> "BACKOFF".equals(beans.attribute("State")));
        assertThat(beans.attribute("Ready")).isEqualTo(false);
        assertThat(beans.attribute("Reason").toString()).isNotBlank();

        startBroker();
        beans.send("in", "1");
        awaitSeen("1#1");
        server.close();
        await("the loss").atMost(PATIENCE).until(() -> !"RUNNING".equals(beans.attribute("State")));
        startBroker();
        beans.send("in", "2");

        awaitSeen("1#1", "2#1");
        assertThat(beans.attribute("State")).isEqualTo("RUNNING");
    }

    @Test
    void forwardsEachMessageOnceOverRestartsOfTheBroker() throws Exception {
        startBroker();
        int count = 400;
        TernActivationSpec spec = Beans.queue("in");
        spec.setMaxConcurrency(4);
        deploy("forwarding", spec, this::forward);
        beans.send("in", IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new));

        Set<String> arrived = new TreeSet<>();
        List<String> all = new ArrayList<>();
        try (Narayana.Recovery recovery = Narayana.recovery(beans.adapter().getXAResources(new TernActivationSpec[] {spec}))) {
            for (int restart = 0; restart < 2; restart++) {
                int target = Math.min(count, seen.size() + 20);
                await("some work").atMost(PATIENCE).until(() -> seen.size() >= target);
                server.close();
                startBroker();
            }
            await("everything at its end").atMost(Duration.ofSeconds(90)).until(() -> {
                recovery.scan();
                beans.take("out").forEach(line -> {
                    all.add(line);
                    arrived.add(line.substring(0, line.indexOf('#')));
                });
                return arrived.size() == count;
            });

            beans.deactivate();
            recovery.scan();
            all.addAll(beans.take("out"));
        }
        assertThat(all).as("none twice").hasSize(count);
        assertThat(beans.take("in")).isEmpty();
    }

    /** Sends a copy over a connection of its own, in the transaction of the delivery. */
    private void forward(List<Message> messages) throws Exception {
        XAConnection connection = new TernXAConnectionFactory(nameServers).createXAConnection();
        manager.getTransaction().registerSynchronization(new ClosesAfterwards(connection));
        XASession session = connection.createXASession();
        if (!manager.getTransaction().enlistResource(session.getXAResource())) {
            throw new IllegalStateException("not part of the transaction");
        }
        for (Message message : messages) {
            session.createProducer(session.createQueue("out")).send(session.createTextMessage(message.getBody(String.class)));
        }
        note(messages);
    }

    private record ClosesAfterwards(XAConnection connection) implements Synchronization {
        @Override
        public void beforeCompletion() {
            // Only the end matters.
        }

        @Override
        public void afterCompletion(int status) {
            try {
                connection.close();
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void deactivationEndsTheDeliveryThatRunsAndLeavesNothingInDoubt() throws Exception {
        startBroker();
        CountDownLatch isBusy = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        deploy("stopping", Beans.queue("in"), messages -> {
            note(messages);
            isBusy.countDown();
            mayGoOn.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        });
        beans.send("in", "1", "2", "3");
        assertThat(isBusy.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();

        Thread stopping = new Thread(beans::deactivate);
        stopping.start();
        await("the end is awaited").atMost(PATIENCE).until(() -> Waits.isWaiting(stopping));
        mayGoOn.countDown();
        stopping.join(PATIENCE.toMillis());

        assertThat(seen).containsExactly("1#1");
        assertThat(beans.take("in")).containsExactly("2#1", "3#1");
        try (Connection connection = new TernConnectionFactory(nameServers).createConnection()) {
            assertThat(InDoubtBranches.of(connection).list()).isEmpty();
        }
    }

    @Test
    void recoversByThePropertiesOfASpecificationThatWasNeverActivated() throws Exception {
        beans = new Beans(nameServers, new JtaContainer(manager, "recovering", this::note));
        beans.adapter().setNameServers(null);
        TernActivationSpec spec = Beans.queue("in");
        spec.setResourceAdapter(beans.adapter());
        XAResource unknown = beans.adapter().getXAResources(new TernActivationSpec[] {spec})[0];
        assertThatThrownBy(() -> unknown.recover(XAResource.TMSTARTRSCAN)).isInstanceOfSatisfying(XAException.class, e ->
                assertThat(e.errorCode).isEqualTo(XAException.XAER_RMFAIL)).hasMessageContaining("nameServers");
        spec.setNameServers(nameServers);
        spec.setPassword("secret");
        TernActivationSpec second = Beans.queue("other");
        second.setNameServers(nameServers);
        XAResource[] resources = beans.adapter().getXAResources(new TernActivationSpec[] {spec, second});
        assertThat(resources).as("one for each broker and user").hasSize(1);
        assertThat(resources[0].toString()).doesNotContain("secret");
        assertThatThrownBy(() -> resources[0].recover(XAResource.TMSTARTRSCAN)).isInstanceOfSatisfying(XAException.class, e ->
                assertThat(e.errorCode).as("the broker is not there").isEqualTo(XAException.XAER_RMFAIL));

        startBroker();
        FakeXid xid = new FakeXid(7);
        try (XAConnection connection = new TernXAConnectionFactory(nameServers).createXAConnection()) {
            XASession session = connection.createXASession();
            session.getXAResource().start(xid, XAResource.TMNOFLAGS);
            session.createProducer(session.createQueue("in")).send(session.createTextMessage("in doubt"));
            session.getXAResource().end(xid, XAResource.TMSUCCESS);
            session.getXAResource().prepare(xid);
        }

        assertThat(resources[0].recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)).hasSize(1);
        resources[0].commit(xid, false);

        assertThat(beans.take("in")).containsExactly("in doubt#1");
    }
}
