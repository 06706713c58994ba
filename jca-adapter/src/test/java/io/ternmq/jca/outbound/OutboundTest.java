package io.ternmq.jca.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jca.fake.FakeAdapter;
import io.ternmq.jca.fake.FakePool;
import io.ternmq.jca.fake.FakeProvider;
import io.ternmq.jms.destination.TernQueue;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnection;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an application and a server see of connections. */
class OutboundTest {

    private final FakeProvider provider = new FakeProvider();
    private final FakeAdapter adapter = new FakeAdapter(provider, "broker:9876");
    private final FakePool pool = new FakePool();
    private final TernManagedConnectionFactory managedFactory = Factories.managed(adapter, null);
    private final ConnectionFactory factory = Factories.lookUp(managedFactory, pool);
    private final TernQueue queue = new TernQueue("orders");

    @Test
    void takesAConnectionFromThePoolOnlyWithASession() throws JMSException {
        Connection connection = factory.createConnection();
        assertThat(provider.connections()).isEmpty();

        connection.createSession();

        assertThat(provider.connections()).hasSize(1);
        assertThat(provider.last().settings().nameServers()).isEqualTo("broker:9876");
    }

    @Test
    void usesAPooledConnectionAgain() throws JMSException {
        for (int i = 0; i < 3; i++) {
            try (Connection connection = factory.createConnection(); Session session = connection.createSession()) {
                session.createProducer(queue).send(session.createTextMessage("hello"));
            }
        }

        assertThat(provider.connections()).hasSize(1);
        assertThat(pool.idleCount()).isEqualTo(1);
        assertThat(provider.last().events()).containsOnly("auto send", "stop");
    }

    @Test
    void saysWhichOptionCannotBeRead() {
        managedFactory.setOptions("nonsense");

        assertThatThrownBy(() -> factory.createConnection().createSession()).isInstanceOf(JMSException.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void doesNotMixUsers() throws JMSException {
        factory.createConnection("ann", "secret").createSession().close();
        factory.createConnection("bob", "secret").createSession().close();
        factory.createConnection("ann", "secret").createSession().close();

        assertThat(provider.connections()).extracting(connection -> connection.settings().user()).containsExactly("ann", "bob");
    }

    @Test
    void sendsInTheTransactionThatIsActive() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        MessageProducer producer = session.createProducer(queue);

        pool.current().getLocalTransaction().begin();
        producer.send(session.createTextMessage("in it"));
        pool.current().getLocalTransaction().commit();
        producer.send(session.createTextMessage("after it"));

        assertThat(provider.last().events()).containsExactly("transacted send", "commit", "auto send");
    }

    @Test
    void rollsBackWhatGoesBackToThePoolUnfinished() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        pool.current().getLocalTransaction().begin();
        session.createProducer(queue).send(session.createTextMessage("never seen"));

        session.close();

        assertThat(provider.last().events()).containsExactly("transacted send", "rollback", "stop");
    }

    @Test
    void deletesTemporaryDestinationsOfWhatGoesBackToThePool() throws JMSException {
        Session session = factory.createConnection().createSession();
        session.createTemporaryQueue();
        session.close();
        factory.createConnection().createSession().close();

        assertThat(provider.last().events()).containsExactly("delete queue", "stop", "stop");
    }

    @Test
    void keepsASessionUsableThatOutlivesTheMethod() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        MessageConsumer consumer = session.createConsumer(queue);
        pool.endMethod();

        consumer.receive(1);
        session.createProducer(queue).send(session.createTextMessage("next method"));

        assertThat(provider.connections()).hasSize(1);
        assertThat(provider.last().events()).containsExactly("auto createConsumer orders", "close consumer", "stop",
                "auto createConsumer orders", "auto send");
    }

    @Test
    void leavesThePoolWhenTheLinkIsLost() throws JMSException, ResourceException {
        Session session = factory.createConnection().createSession();
        ManagedConnection lost = pool.current();
        provider.last().lose();

        assertThat(pool.events()).containsExactly("connectionErrorOccurred");
        assertThat(managedFactory.matchManagedConnections(Set.of(lost), null, new ConnectionRequest(null, null))).isNull();
        Set<?> invalid = managedFactory.getInvalidConnections(Set.of(lost));
        assertThat(invalid.contains(lost)).isTrue();
        assertThatThrownBy(() -> lost.getConnection(null, null)).hasMessageContaining("link lost");
        session.close();
    }

    @Test
    void saysWhyItCannotConnect() {
        provider.refuse(1);

        assertThatThrownBy(() -> factory.createConnection().createSession())
                .isInstanceOf(JMSException.class).hasMessageContaining("no broker there");
    }

    @Test
    void neverGuessesAnAddress() {
        adapter.setNameServers(null);

        assertThatThrownBy(() -> factory.createConnection().createSession()).hasMessageContaining("nameServers");
    }

    @Test
    void closesTheSessionWithItsContext() {
        JMSContext context = factory.createContext();
        context.createProducer().send(queue, "hello");
        context.close();

        assertThat(provider.last().events()).containsExactly("auto send", "stop");
        assertThatThrownBy(() -> context.createTextMessage()).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    void isEqualWhenConfiguredAlike() {
        assertThat(Factories.managed(adapter, "ann")).isEqualTo(Factories.managed(adapter, "ann"))
                .hasSameHashCodeAs(Factories.managed(adapter, "ann"))
                .isNotEqualTo(Factories.managed(adapter, "bob"))
                .isNotEqualTo(new TernQueueManagedConnectionFactory());
    }

    @Test
    void doesNotMatchAnotherFactorysConnection() throws ResourceException {
        ManagedConnection anns = Factories.managed(adapter, "ann").createManagedConnection(null, null);

        assertThat(Factories.managed(adapter, "bob").matchManagedConnections(Set.of(anns), null, null)).isNull();
        assertThat(Factories.managed(adapter, "ann").matchManagedConnections(Set.of(anns), null, null)).isSameAs(anns);
    }
}
