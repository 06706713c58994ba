package io.ternmq.jca.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.broker.security.Users;
import io.ternmq.jca.TernResourceAdapter;
import io.ternmq.jca.fake.FakePool;
import io.ternmq.jca.outbound.TernManagedConnectionFactory;
import io.ternmq.jms.destination.TernQueue;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ManagedConnection;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections as users that the application itself names, at a real broker that lets nobody else in. */
@Timeout(60)
class SignOnTest {

    private static final long LONG_MS = 10_000;
    private static final String CLERKS = "open sesame";
    private static final String GUARDS = "open barley";

    @TempDir
    private Path folder;
    private final Queue queue = new TernQueue("in");
    private final FakePool pool = new FakePool();
    private EmbeddedServer server;
    private ConnectionFactory factory;

    @BeforeEach
    void start() throws ResourceException {
        Path users = folder.resolve("users");
        Users.put(users, "clerk", CLERKS.toCharArray());
        Users.put(users, "guard", GUARDS.toCharArray());
        server = EmbeddedServer.start(folder.resolve("store"), Map.of("jmsUsersFile", users.toString()));
        TernResourceAdapter adapter = new TernResourceAdapter();
        adapter.setNameServers(server.nameServerAddress());
        TernManagedConnectionFactory managedFactory = new TernManagedConnectionFactory();
        managedFactory.setResourceAdapter(adapter);
        // What the application says goes before it.
        managedFactory.setUser("guard");
        managedFactory.setPassword(GUARDS);
        factory = (ConnectionFactory) managedFactory.createConnectionFactory(pool);
    }

    @AfterEach
    void stop() throws ResourceException {
        pool.destroy();
        server.close();
    }

    @Test
    void worksAsTheUserThatTheApplicationNames() throws JMSException, ResourceException {
        try (Connection connection = factory.createConnection("clerk", CLERKS); Session session = connection.createSession()) {
            assertThat(user()).isEqualTo("clerk");
            session.createProducer(queue).send(session.createTextMessage("hello"));
        }
        try (JMSContext context = factory.createContext("clerk", CLERKS)) {
            assertThat(context.createConsumer(queue).receiveBody(String.class, LONG_MS)).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource({"clerk, open barley", "clerk, ", "nobody, open sesame"})
    void isRefusedWithAnotherPasswordThanTheUsers(String user, String password) throws JMSException {
        try (Connection connection = factory.createConnection(user, password)) {
            assertThatThrownBy(connection::createSession).isInstanceOf(JMSSecurityException.class)
                    .extracting("errorCode").isEqualTo("TERN-105");
        }
        assertThatThrownBy(() -> factory.createContext(user, password)).isInstanceOf(JMSSecurityRuntimeException.class)
                .extracting("errorCode").isEqualTo("TERN-105");
        assertThat(pool.idleCount()).isZero();
    }

    @Test
    void givesNobodyTheConnectionOfAnother() throws JMSException, ResourceException {
        ManagedConnection clerks = useAs("clerk", CLERKS);
        ManagedConnection guards = useAs("guard", GUARDS);

        assertThat(guards).isNotSameAs(clerks);
        assertThatThrownBy(() -> useAs("clerk", GUARDS)).as("though there is one that has signed on")
                .isInstanceOf(JMSSecurityException.class);
        assertThat(useAs("clerk", CLERKS)).as("its own, again").isSameAs(clerks);
        assertThat(useAs(null, null)).as("that of the factory's user").isSameAs(guards);
        assertThat(pool.idleCount()).isEqualTo(2);
    }

    private ManagedConnection useAs(String user, String password) throws JMSException, ResourceException {
        try (Connection connection = factory.createConnection(user, password); Session session = connection.createSession()) {
            session.createProducer(queue).send(session.createTextMessage("from " + user()));
            return pool.current();
        }
    }

    private String user() throws ResourceException {
        return pool.current().getMetaData().getUserName();
    }
}
