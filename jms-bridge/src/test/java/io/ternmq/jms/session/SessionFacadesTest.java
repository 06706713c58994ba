package io.ternmq.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.jms.core.ClientSettings;
import io.ternmq.jms.core.ConnectionCore;
import io.ternmq.jms.core.FakeBroker;
import io.ternmq.jms.message.Messages;
import io.ternmq.jms.message.TrustedClasses;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TopicSession;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SessionFacadesTest {
    private final FakeBroker broker = new FakeBroker();

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    private TernConnection connection(Domain domain) throws JMSException {
        return new TernConnection(ConnectionCore.open(broker, ClientSettings.DEFAULTS, null),
            new Messages(new TrustedClasses(List.of())), domain);
    }

    private static void assertAllRefused(Class<? extends Throwable> expected, ThrowingCallable... calls) {
        for (int i = 0; i < calls.length; i++) {
            assertThatThrownBy(calls[i]).as("call %d", i).isInstanceOf(expected);
        }
    }

    @Test
    void clientIdIsSetFirstOrNever() throws JMSException {
        TernConnection connection = connection(Domain.UNIFIED);
        connection.setClientID("me");
        assertThat(connection.getClientID()).isEqualTo("me");
        assertAllRefused(IllegalStateException.class, () -> connection.setClientID("other"));

        TernConnection used = connection(Domain.UNIFIED);
        used.start();
        assertAllRefused(IllegalStateException.class, () -> used.setClientID("late"));
    }

    @Test
    void whatIsClosedRefuses() throws JMSException {
        TernConnection connection = connection(Domain.UNIFIED);
        Session session = connection.createSession();
        Queue queue = session.createQueue("q");
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        Message message = session.createMessage();
        producer.close();
        consumer.close();
        consumer.close();
        assertAllRefused(IllegalStateException.class, () -> producer.send(message), producer::getPriority, consumer::receiveNoWait,
            consumer::getMessageListener);
        session.close();
        session.close();
        assertAllRefused(IllegalStateException.class, session::createMessage, () -> session.createProducer(queue),
            () -> session.createConsumer(queue), session::getAcknowledgeMode, session::recover, session::commit);
        connection.close();
        connection.close();
        assertAllRefused(IllegalStateException.class, connection::createSession, connection::start, connection::getClientID,
            connection::getMetaData);
    }

    @Test
    void wrongArgumentsAreRefused() throws JMSException {
        Session session = connection(Domain.UNIFIED).createSession();
        Queue queue = session.createQueue("q");
        MessageProducer anywhere = session.createProducer(null);
        MessageProducer somewhere = session.createProducer(queue);

        assertAllRefused(UnsupportedOperationException.class, () -> anywhere.send(session.createMessage()),
            () -> somewhere.send(queue, session.createMessage()));
        assertAllRefused(InvalidDestinationException.class, () -> anywhere.send(null, session.createMessage()),
            () -> session.createConsumer(null), () -> session.createQueue(null), () -> session.createSharedDurableConsumer(null, "s"));
        assertAllRefused(MessageFormatException.class, () -> somewhere.send(null));
        assertAllRefused(InvalidSelectorException.class, () -> session.createConsumer(queue, "= 3"));
        assertAllRefused(IllegalArgumentException.class, () -> somewhere.send(session.createMessage(), null));
        assertAllRefused(JMSException.class, () -> somewhere.setPriority(10), () -> somewhere.setDeliveryMode(3),
            () -> somewhere.setTimeToLive(-1), () -> session.createSharedConsumer(session.createTopic("t"), ""),
            () -> connection(Domain.UNIFIED).createSession(false, 55));
        assertAllRefused(IllegalStateException.class, session::commit, session::rollback);
    }

    @Test
    void oldDomainsKeepApart() throws JMSException {
        QueueSession queues = connection(Domain.QUEUE).createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        TopicSession topics = connection(Domain.TOPIC).createTopicSession(false, Session.AUTO_ACKNOWLEDGE);

        assertAllRefused(IllegalStateException.class, () -> queues.createTopic("t"), () -> queues.unsubscribe("s"),
            queues::createTemporaryTopic, () -> topics.createQueue("q"), () -> topics.createBrowser(null),
            topics::createTemporaryQueue);
    }

    @Test
    void contextsShareAConnectionThatEndsWithTheLast() throws JMSException {
        TernConnection connection = connection(Domain.UNIFIED);
        JMSContext first = TernContext.open(connection, JMSContext.AUTO_ACKNOWLEDGE);
        first.setClientID("me");
        JMSContext second = first.createContext(JMSContext.SESSION_TRANSACTED);
        assertThat(second.getTransacted()).isTrue();
        first.close();
        second.createProducer().send(second.createQueue("q"), "text");
        second.commit();
        second.close();

        assertAllRefused(IllegalStateRuntimeException.class, () -> second.createProducer(), first::createTextMessage);
        assertAllRefused(IllegalStateException.class, connection::start);
        assertThat(broker.messages(new io.ternmq.jms.destination.TernQueue("q"))).hasSize(1);
    }

    @Test
    void contextProducerAppliesItsSettings() throws JMSException {
        try (JMSContext context = TernContext.open(connection(Domain.UNIFIED), JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            JMSProducer producer = context.createProducer().setProperty("a", 1).setJMSCorrelationID("c").setPriority(9)
                .setTimeToLive(60_000);
            TextMessage message = context.createTextMessage("x");
            message.setIntProperty("a", 5);
            producer.send(queue, message);
            producer.clearProperties().send(queue, (String) null);

            JMSConsumer consumer = context.createConsumer(queue);
            Message received = consumer.receive(5000);
            assertThat(received.getIntProperty("a")).isEqualTo(1);
            assertThat(received.getJMSCorrelationID()).isEqualTo("c");
            assertThat(received.getJMSPriority()).isEqualTo(9);
            assertThat(received.getJMSExpiration() - received.getJMSTimestamp()).isEqualTo(60_000);
            assertThat(consumer.receive(5000).propertyExists("a")).isFalse();
            assertAllRefused(MessageFormatRuntimeException.class, () -> producer.send(queue, (Message) null),
                () -> producer.setProperty("o", new Object()));
            assertAllRefused(InvalidDestinationRuntimeException.class, () -> producer.send(null, "x"));
            assertAllRefused(IllegalArgumentException.class, () -> producer.setProperty("", 1));
        }
    }

    @Test
    void bodyOfAnotherTypeStaysForTheNextReceive() throws JMSException {
        try (JMSContext context = TernContext.open(connection(Domain.UNIFIED), JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            context.createProducer().send(queue, "text");
            JMSConsumer consumer = context.createConsumer(queue);

            assertAllRefused(MessageFormatRuntimeException.class, () -> consumer.receiveBody(byte[].class, 5000));
            assertThat(consumer.receiveBody(String.class, 5000)).isEqualTo("text");
            assertThat(consumer.receiveBodyNoWait(String.class)).isNull();
        }
    }

    @Test
    void contextAcknowledgesWhatItReceived() throws JMSException {
        try (JMSContext context = TernContext.open(connection(Domain.UNIFIED), JMSContext.CLIENT_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("q");
            context.createProducer().send(queue, "1").send(queue, "2");
            JMSConsumer consumer = context.createConsumer(queue);
            consumer.receive(5000);
            consumer.receive(5000);
            assertThat(broker.messages(new io.ternmq.jms.destination.TernQueue("q"))).hasSize(2);

            context.acknowledge();

            assertThat(broker.messages(new io.ternmq.jms.destination.TernQueue("q"))).isEmpty();
        }
    }
}
