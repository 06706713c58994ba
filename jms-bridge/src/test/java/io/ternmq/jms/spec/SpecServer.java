package io.ternmq.jms.spec;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker for all tests of a class; a started connection, a session and names of its own for each. */
@Timeout(60)
abstract class SpecServer {
    static final long LONG_MS = 10_000;
    static final long SHORT_MS = 200;

    @TempDir
    static Path store;
    private static EmbeddedServer server;

    TernConnectionFactory factory;
    Connection connection;
    Session session;
    String name;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.start(store);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect(TestInfo test) throws JMSException {
        name = getClass().getSimpleName() + "-" + test.getTestMethod().orElseThrow().getName();
        factory = new TernConnectionFactory(server.nameServerAddress());
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
    }

    @AfterEach
    void disconnect() throws JMSException {
        connection.close();
    }

    Queue queue() throws JMSException {
        return session.createQueue(name);
    }

    Queue queueWith(String... bodies) throws JMSException {
        Queue queue = queue();
        for (String body : bodies) {
            session.createProducer(queue).send(session.createTextMessage(body));
        }
        return queue;
    }

    static String body(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(LONG_MS);
        return message == null ? null : message.getBody(String.class);
    }
}
