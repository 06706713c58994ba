package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicRequestor;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Temporary queues and topics through the API (Messaging 3.1 §6.2.2). */
@Timeout(60)
class TemporaryDestinationTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private static Path store;
    private static EmbeddedServer server;

    private TernConnectionFactory factory;
    private Connection connection;
    private Session session;
    private String name;

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
        name = test.getTestMethod().orElseThrow().getName();
        factory = new TernConnectionFactory(server.nameServerAddress());
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
    }

    private void send(Session sender, Destination target, String text) throws JMSException {
        try (MessageProducer producer = sender.createProducer(target)) {
            producer.send(sender.createTextMessage(text));
        }
    }

    @Test
    void answersARequestAcrossConnections() throws JMSException {
        Queue requests = session.createQueue(name);
        TemporaryQueue answers = session.createTemporaryQueue();
        Message request = session.createTextMessage("ping");
        request.setJMSReplyTo(answers);
        session.createProducer(requests).send(request);
        try (JMSContext answering = factory.createContext()) {
            Message received = answering.createConsumer(requests).receive(LONG_MS);
            assertThat(received.getJMSReplyTo()).isEqualTo(answers);
            answering.createProducer().setJMSCorrelationID(received.getJMSMessageID()).send(received.getJMSReplyTo(), "pong");
        }

        try (MessageConsumer consumer = session.createConsumer(answers)) {
            Message answer = consumer.receive(LONG_MS);
            assertThat(answer.getBody(String.class)).isEqualTo("pong");
            assertThat(answer.getJMSCorrelationID()).isEqualTo(request.getJMSMessageID());
            assertThat(answer.getJMSDestination()).isEqualTo(answers);
        }
        answers.delete();
    }

    @Test
    void servesRequestors() throws JMSException {
        Queue requests = session.createQueue(name);
        connection.createSession().createConsumer(requests).setMessageListener(request -> {
            try (JMSContext context = factory.createContext()) {
                context.createProducer().send(request.getJMSReplyTo(), "re: " + request.getBody(String.class));
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        try (QueueConnection requesting = factory.createQueueConnection()) {
            requesting.start();
            QueueRequestor requestor = new QueueRequestor(requesting.createQueueSession(false, Session.AUTO_ACKNOWLEDGE), requests);
            assertThat(requestor.request(session.createTextMessage("a")).getBody(String.class)).isEqualTo("re: a");
            assertThat(requestor.request(session.createTextMessage("b")).getBody(String.class)).isEqualTo("re: b");
            requestor.close();
        }
    }

    @Test
    void servesRequestorsOfTopics() throws JMSException {
        Topic requests = session.createTopic(name);
        connection.createSession().createConsumer(requests).setMessageListener(request -> {
            try (JMSContext context = factory.createContext()) {
                context.createProducer().send(request.getJMSReplyTo(), "re: " + request.getBody(String.class));
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        try (TopicConnection requesting = factory.createTopicConnection()) {
            requesting.start();
            TopicRequestor requestor = new TopicRequestor(requesting.createTopicSession(false, Session.AUTO_ACKNOWLEDGE), requests);
            assertThat(requestor.request(session.createTextMessage("a")).getBody(String.class)).isEqualTo("re: a");
            requestor.close();
        }
    }

    @Test
    void temporaryTopicReachesAllConsumersOfItsConnection() throws JMSException {
        TemporaryTopic topic = session.createTemporaryTopic();
        MessageConsumer first = session.createConsumer(topic);
        MessageConsumer second = connection.createSession().createConsumer(topic, "colour = 'red'");
        Message red = session.createTextMessage("red");
        red.setStringProperty("colour", "red");
        try (Connection other = factory.createConnection()) {
            send(other.createSession(), topic, "plain");
            other.createSession().createProducer(topic).send(red);
        }

        assertThat(first.receive(LONG_MS).getBody(String.class)).isEqualTo("plain");
        assertThat(first.receive(LONG_MS).getBody(String.class)).isEqualTo("red");
        assertThat(second.receive(LONG_MS).getBody(String.class)).isEqualTo("red");
    }

    @Test
    void onlyItsOwnConnectionConsumes() throws JMSException {
        TemporaryQueue queue = session.createTemporaryQueue();
        TemporaryTopic topic = session.createTemporaryTopic();
        try (Connection other = factory.createConnection()) {
            Session stranger = other.createSession();
            assertThatThrownBy(() -> stranger.createConsumer(queue)).isInstanceOf(InvalidDestinationException.class)
                .hasMessageContaining("belongs to another connection");
            assertThatThrownBy(() -> stranger.createConsumer(topic)).isInstanceOf(InvalidDestinationException.class);
        }
        session.createConsumer(queue).close();
    }

    @Test
    void isNotDeletedUnderAConsumerAndUnusableAfterwards() throws JMSException {
        TemporaryQueue queue = session.createTemporaryQueue();
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        assertThatThrownBy(queue::delete).isInstanceOf(JMSException.class).hasMessageContaining("has 1 consumers");
        consumer.close();
        queue.delete();

        assertThatThrownBy(() -> producer.send(session.createMessage())).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createConsumer(queue)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void endsWithItsConnection() throws JMSException {
        Connection other = factory.createConnection();
        TemporaryQueue queue = other.createSession().createTemporaryQueue();
        send(session, queue, "lost");
        other.close();

        assertThatThrownBy(() -> send(session, queue, "late")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(queue::delete).isInstanceOf(JMSException.class);
    }

    @Test
    void cannotHaveADurableSubscription() throws JMSException {
        Topic topic = session.createTemporaryTopic();

        assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "sub")).isInstanceOf(InvalidDestinationException.class);
        session.createSharedConsumer(topic, "shared").close();
    }

    @Test
    void takesPartInTransactions() throws JMSException {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            TemporaryQueue queue = context.createTemporaryQueue();
            JMSConsumer consumer = context.createConsumer(queue);
            context.createProducer().send(queue, "undone");
            context.rollback();
            context.createProducer().send(queue, "done");
            context.commit();

            assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo("done");
            context.rollback();
            Message again = consumer.receive(LONG_MS);
            assertThat(again.getJMSRedelivered()).isTrue();
            context.commit();
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    @Test
    void nothingOfItSurvivesARestart(@TempDir Path own) throws JMSException {
        TemporaryQueue queue;
        try (EmbeddedServer first = EmbeddedServer.start(own);
             Connection before = new TernConnectionFactory(first.nameServerAddress()).createConnection()) {
            Session producing = before.createSession();
            queue = producing.createTemporaryQueue();
            send(producing, queue, "lost");
        }
        try (EmbeddedServer second = EmbeddedServer.start(own);
             Connection after = new TernConnectionFactory(second.nameServerAddress()).createConnection()) {
            Session producing = after.createSession();
            assertThatThrownBy(() -> send(producing, queue, "late")).isInstanceOf(InvalidDestinationException.class);
        }
    }
}
