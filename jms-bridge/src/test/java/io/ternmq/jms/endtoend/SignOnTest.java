package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.broker.security.Users;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and passwords (Messaging 3.1 §6.1.1). */
class SignOnTest {

    @TempDir
    private static Path folder;
    private static EmbeddedServer server;
    private final TernConnectionFactory factory = new TernConnectionFactory(server.nameServerAddress());

    @BeforeAll
    static void start() {
        Path users = folder.resolve("users");
        Users.put(users, "ann", "open sesame".toCharArray());
        server = EmbeddedServer.start(folder.resolve("store"), Map.of("jmsUsersFile", users.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void letsAUserInWithTheRightPassword() {
        try (JMSContext context = factory.createContext("ann", "open sesame")) {
            context.createProducer().send(context.createQueue("signed"), "hello");

            assertThat(context.createConsumer(context.createQueue("signed")).receiveBody(String.class, 5_000)).isEqualTo("hello");
        }
    }

    @Test
    void takesTheUserOfTheFactory() throws JMSException {
        factory.setUser("ann");
        factory.setPassword("open sesame");

        assertThatCode(() -> factory.createConnection().close()).doesNotThrowAnyException();
    }

    @Test
    void refusesAWrongPasswordAnUnknownUserAndNobody() {
        assertThatThrownBy(() -> factory.createConnection("ann", "open barley")).isInstanceOf(JMSSecurityException.class)
            .hasMessageContaining("wrong").hasMessageNotContaining("barley");
        assertThatThrownBy(() -> factory.createContext("eve", "open sesame")).isInstanceOf(JMSSecurityRuntimeException.class);
        assertThatThrownBy(() -> factory.createConnection("ann", "")).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(factory::createConnection).isInstanceOf(JMSSecurityException.class).hasMessageContaining("signed on");
    }

    @Test
    void letsEverybodyInWhereThereAreNoUsers(@TempDir Path store) {
        try (EmbeddedServer open = EmbeddedServer.start(store)) {
            TernConnectionFactory toOpen = new TernConnectionFactory(open.nameServerAddress());

            assertThatCode(() -> toOpen.createConnection("anybody", "anything").close()).doesNotThrowAnyException();
        }
    }
}
