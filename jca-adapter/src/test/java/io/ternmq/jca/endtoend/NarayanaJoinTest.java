package io.ternmq.jca.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jca.outbound.TernManagedConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.testkit.FaultProxy;
import io.ternmq.testkit.FreePorts;
import io.ternmq.testkit.Narayana;
import io.ternmq.testkit.QuietResource;
import io.ternmq.wire.jms.JmsCodes;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bean that consumes and sends at one broker: with a transaction manager that joins, as Narayana does, all of it is one branch. */
@Timeout(90)
class NarayanaJoinTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path managerFolder;
    @TempDir
    private Path store;
    private static TransactionManager manager;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private EmbeddedServer server;
    private FaultProxy proxy;
    private Beans beans;
    private JtaPool pool;
    private ConnectionFactory factory;

    @BeforeAll
    static void startManager() {
        manager = Narayana.start(managerFolder);
    }

    @BeforeEach
    void start() {
        int brokerPort = FreePorts.next();
        int nameServerPort = FreePorts.next();
        server = EmbeddedServer.start(store, Map.of("listenPort", String.valueOf(brokerPort), "nameServerPort",
                String.valueOf(nameServerPort)));
        proxy = new FaultProxy(brokerPort, nameServerPort);
    }

    private void deploy(JtaContainer.Bean bean) throws Exception {
        beans = new Beans(proxy.address(), new JtaContainer(manager, "joining", bean));
        TernManagedConnectionFactory managedFactory = new TernManagedConnectionFactory();
        managedFactory.setResourceAdapter(beans.adapter());
        pool = JtaPool.lazy(manager);
        factory = (ConnectionFactory) managedFactory.createConnectionFactory(pool);
        TernActivationSpec spec = Beans.queue("in");
        spec.setMaxConcurrency(1);
        beans.activate(spec);
    }

    @AfterEach
    void stop() throws Exception {
        beans.close();
        pool.close();
        proxy.close();
        server.close();
    }

    private void forward(List<Message> messages) throws Exception {
        String line = Beans.line(messages.get(0));
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(new TernQueue("out"), "copy of " + line);
        }
        seen.add(line);
    }

    private void awaitDelivered(long count) {
        await("deliveries").atMost(PATIENCE).until(() -> beans.attribute("Delivered").equals(count));
    }

    @Test
    void commitsInOnePhase() throws Exception {
        CompletableFuture<Void> prepared = proxy.arm(JmsCodes.BRANCH_PREPARE, false);
        deploy(this::forward);

        beans.send("in", "1", "2", "3");

        awaitDelivered(3);
        assertThat(prepared).as("the first phase").isNotDone();
        assertThat(pool.enlistedCount()).isEqualTo(3);
        proxy.goOn();
        beans.deactivate();
        assertThat(beans.take("out")).containsExactly("copy of 1#1#1", "copy of 2#1#1", "copy of 3#1#1");
        assertThat(beans.take("in")).isEmpty();
    }

    @Test
    void preparesOneBranchWhereAnotherResourceTakesPart() throws Exception {
        List<Integer> branchCounts = new CopyOnWriteArrayList<>();
        deploy(messages -> {
            forward(messages);
            manager.getTransaction().enlistResource(new Observer(beans.adapter().getXAResources(new TernActivationSpec[] {spec()})[0],
                    branchCounts));
        });

        beans.send("in", "1");

        awaitDelivered(1);
        assertThat(branchCounts).as("branches that are prepared when the other resource is asked to prepare").containsExactly(1);
        beans.deactivate();
        assertThat(beans.take("out")).containsExactly("copy of 1#1#1");
        assertThat(beans.take("in")).isEmpty();
    }

    private TernActivationSpec spec() {
        TernActivationSpec spec = Beans.queue("in");
        spec.setResourceAdapter(beans.adapter());
        return spec;
    }

    @Test
    void undoesBothTogether() throws Exception {
        deploy(messages -> {
            forward(messages);
            if (seen.size() == 1) {
                manager.setRollbackOnly();
            }
        });

        beans.send("in", "1");

        awaitDelivered(1);
        assertThat(seen).containsExactly("1#1", "1#2");
        assertThat(beans.attribute("Failed")).isEqualTo(1L);
        beans.deactivate();
        assertThat(beans.take("out")).containsExactly("copy of 1#2#1");
    }

    @Test
    void rollsBackWhatWasConsumedWhenTheConnectionThatJoinedIsLost() throws Exception {
        deploy(messages -> {
            forward(messages);
            if (seen.size() == 1) {
                pool.current().destroy();
            }
        });

        beans.send("in", "1");

        awaitDelivered(1);
        assertThat(seen).containsExactly("1#1", "1#2");
        beans.deactivate();
        assertThat(beans.take("out")).containsExactly("copy of 1#2#1");
        assertThat(beans.take("in")).isEmpty();
    }

    /** A second resource; looks, when it is asked to prepare, at what is prepared at the broker by then. */
    private static final class Observer extends QuietResource {

        private final XAResource recovery;
        private final List<Integer> branchCounts;

        Observer(XAResource recovery, List<Integer> branchCounts) {
            this.recovery = recovery;
            this.branchCounts = branchCounts;
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            branchCounts.add(recovery.recover(TMSTARTRSCAN | TMENDRSCAN).length);
            return XA_OK;
        }
    }
}
