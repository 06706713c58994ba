package io.ternmq.jca.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jca.TernResourceAdapter;
import io.ternmq.jca.outbound.TernManagedConnectionFactory;
import io.ternmq.jms.TernConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.Narayana;
import io.ternmq.testkit.QuietResource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnection;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of the adapter in transactions of Narayana, at a real broker. */
@Timeout(60)
class NarayanaOutboundTest {

    private static final long LONG_MS = 10_000;

    @TempDir
    private static Path managerFolder;
    @TempDir
    private Path folder;
    private static TransactionManager manager;
    private final Queue in = new TernQueue("in");
    private final Queue out = new TernQueue("out");
    private final Map<String, String> ports = Map.of("listenPort", Integer.toString(FreePorts.next()),
            "nameServerPort", Integer.toString(FreePorts.next()));
    private volatile EmbeddedServer server;
    private TernManagedConnectionFactory managedFactory;
    private JtaPool pool;
    private ConnectionFactory factory;

    @BeforeAll
    static void startManager() {
        manager = Narayana.start(managerFolder);
    }

    @BeforeEach
    void start() throws ResourceException {
        startServer();
        TernResourceAdapter adapter = new TernResourceAdapter();
        adapter.setNameServers(server.nameServerAddress());
        managedFactory = new TernManagedConnectionFactory();
        managedFactory.setResourceAdapter(adapter);
        use(JtaPool.eager(manager));
    }

    private void startServer() {
        server = EmbeddedServer.start(folder.resolve("store"), ports);
    }

    private void use(JtaPool newPool) throws ResourceException {
        pool = newPool;
        factory = (ConnectionFactory) managedFactory.createConnectionFactory(newPool);
    }

    private void use(String enlistment) throws ResourceException {
        use("lazy".equals(enlistment) ? JtaPool.lazy(manager) : JtaPool.eager(manager));
    }

    @AfterEach
    void stop() throws Exception {
        if (manager.getStatus() != Status.STATUS_NO_TRANSACTION) {
            manager.rollback();
        }
        pool.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eager", "lazy"})
    void commitsWhatWasReceivedAndSent(String enlistment) throws Exception {
        use(enlistment);
        for (String text : List.of("1", "2")) {
            put(text);
            manager.begin();
            forward();
            assertThat(visible(out)).doesNotContain("copy of " + text + "#1");
            manager.commit();
        }

        assertThat(visible(out)).containsExactly("copy of 1#2", "copy of 2#1");
        assertThat(visible(in)).isEmpty();
        assertThat(pool.enlistedCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eager", "lazy"})
    void undoesWhatWasReceivedAndSent(String enlistment) throws Exception {
        use(enlistment);
        put("1");
        manager.begin();
        forward();

        manager.rollback();

        assertThat(visible(out)).isEmpty();
        assertThat(visible(in)).containsExactly("1#2");
    }

    @Test
    void takesNoPartInATransactionWithoutUse() throws Exception {
        use(JtaPool.lazy(manager));
        manager.begin();

        try (JMSContext context = factory.createContext()) {
            context.createTextMessage("never sent");
        }

        assertThat(pool.enlistedCount()).isZero();
        manager.commit();
    }

    @Test
    void keepsAcknowledgedWhatWasReceivedBeforeTheTransactionOnTheSameConnection() throws Exception {
        use(JtaPool.lazy(manager));
        put("before", "inside");
        ManagedConnection managed = managedFactory.createManagedConnection(null, null);
        ConnectionFactory one = (ConnectionFactory) managedFactory.createConnectionFactory(new OneConnection(managed, pool));
        JMSContext context = one.createContext();
        JMSConsumer consumer = context.createConsumer(in);
        assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("before");

        manager.begin();
        assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("inside");
        manager.rollback();

        assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("inside");
        assertThat(context.getTransacted()).isFalse();
        managed.destroy();
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void commitsOverAnotherConnectionWhatALostOneHasPrepared() throws Exception {
        put("1");
        manager.begin();
        forward();
        ManagedConnection used = pool.current();
        enlist(new Interruption(() -> destroy(used)));

        manager.commit();

        assertThat(visible(out)).containsExactly("copy of 1#1");
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void commitsWhenABrokerThatWasStoppedBetweenThePhasesIsBack() throws Exception {
        put("1");
        manager.begin();
        forward();
        Thread starting = new Thread(this::startServer);
        enlist(new Interruption(() -> {
            server.close();
            starting.start();
        }));

        manager.commit();

        starting.join(LONG_MS);
        assertThat(visible(out)).containsExactly("copy of 1#1");
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void rollsBackWhenABrokerThatWasStoppedBeforeItWasAskedToPrepareIsBack() throws Exception {
        put("1");
        manager.begin();
        Thread starting = new Thread(this::startServer);
        enlist(new Interruption(() -> {
            server.close();
            starting.start();
        }));
        forward();

        assertThatThrownBy(() -> manager.commit()).isInstanceOf(RollbackException.class);

        starting.join(LONG_MS);
        assertThat(visible(out)).isEmpty();
        assertThat(visible(in)).hasSize(1);
    }

    @Test
    void recoversOverAConnectionOfItsOwnWhatABrokerThatStayedAwayHasPrepared() throws Exception {
        managedFactory.setClientId("application");
        managedFactory.setOptions("reconnectTimeoutMs=200");
        use(JtaPool.eager(manager));
        put("1");
        manager.begin();
        forward();
        enlist(new Interruption(server::close));
        manager.commit();
        startServer();
        assertThat(visible(out)).as("prepared, not committed").isEmpty();
        assertThat(visible(in)).isEmpty();

        // The application is back first, with its client id.
        use(JtaPool.eager(manager));
        try (JMSContext application = factory.createContext()) {
            assertThat(application.getClientID()).isEqualTo("application");
            ManagedConnection recovery = managedFactory.createManagedConnection(null, null);
            try (Narayana.Recovery scanning = Narayana.recovery(recovery.getXAResource())) {
                await("recovery").untilAsserted(() -> {
                    scanning.scan();
                    assertThat(visible(out)).containsExactly("copy of 1#1");
                });
            }
            assertThat(recovery.getXAResource().recover(XAResource.TMSTARTRSCAN)).isEmpty();
            recovery.destroy();
        }
        assertThat(visible(in)).isEmpty();
    }

    @Test
    void rollsBackWhatALostConnectionHasNotPrepared() throws Exception {
        put("1");
        manager.begin();
        forward();
        pool.current().destroy();

        assertThatThrownBy(() -> manager.commit()).isNotNull();

        await("rollback").untilAsserted(() -> assertThat(visible(in)).isNotEmpty());
        assertThat(visible(out)).isEmpty();
    }

    private void forward() throws JMSException {
        try (JMSContext context = factory.createContext()) {
            assertThat(context.getTransacted()).isTrue();
            String text = context.createConsumer(in).receiveBody(String.class, LONG_MS);
            context.createProducer().send(out, "copy of " + text);
        }
    }

    private static void enlist(XAResource resource) throws Exception {
        Transaction transaction = manager.getTransaction();
        assertThat(transaction.enlistResource(resource)).isTrue();
    }

    private void put(String... texts) {
        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            for (String text : texts) {
                context.createProducer().send(in, text);
            }
        }
    }

    /** What is there for others, with its delivery count: {@code text#count}. It stays there, though looking counts as well. */
    private List<String> visible(Queue queue) throws JMSException {
        List<String> found = new ArrayList<>();
        try (JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext(JMSContext.SESSION_TRANSACTED)) {
            JMSConsumer consumer = context.createConsumer(queue);
            for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
                found.add(message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount"));
            }
            context.rollback();
        }
        return found;
    }

    private static void destroy(ManagedConnection connection) {
        try {
            connection.destroy();
        } catch (ResourceException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another resource: when it is asked to prepare, something happens. */
    private static final class Interruption extends QuietResource {

        private final Runnable what;

        Interruption(Runnable what) {
            this.what = what;
        }

        @Override
        public int prepare(Xid xid) {
            what.run();
            return XA_OK;
        }
    }
}
