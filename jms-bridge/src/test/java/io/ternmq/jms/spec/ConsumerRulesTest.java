package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.Waits;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §4.2, §8, §9.2 and §10.3: subscriptions, receiving, standard exceptions. */
class ConsumerRulesTest extends SpecServer {
    private Topic topic() throws JMSException {
        return session.createTopic(name);
    }

    private void publish(String... bodies) throws JMSException {
        try (MessageProducer producer = session.createProducer(topic())) {
            for (String body : bodies) {
                producer.send(session.createTextMessage(body));
            }
        }
    }

    private Connection named(String clientId) throws JMSException {
        factory.setClientId(clientId);
        Connection own = factory.createConnection();
        factory.setClientId(null);
        own.start();
        return own;
    }

    @Test
    void subscriptionNamesHaveManyCharacters() throws JMSException {
        String all = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-\u00e4\u03a9";
        String longest = (all + all).substring(0, 128);
        for (String subscription : List.of(all, longest, longest.substring(0, 127) + "#")) {
            try (MessageConsumer consumer = session.createSharedDurableConsumer(topic(), subscription)) {
                publish(subscription);
                assertThat(body(consumer)).isEqualTo(subscription);
            }
            session.unsubscribe(subscription);
        }
    }

    @Test
    void unsharedDurableSubscriptionHasOneConsumerAndAClientId() throws JMSException {
        assertThatThrownBy(() -> session.createDurableConsumer(topic(), "sub")).isInstanceOf(IllegalStateException.class);
        try (Connection one = named(name + "1"); Connection two = named(name + "2")) {
            Session first = one.createSession();
            MessageConsumer consumer = first.createDurableConsumer(topic(), "sub");
            assertThatThrownBy(() -> first.createDurableConsumer(topic(), "sub")).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> first.createSharedDurableConsumer(topic(), "sub")).isInstanceOf(JMSException.class);
            MessageConsumer others = two.createSession().createDurableConsumer(topic(), "sub");
            publish("1");
            assertThat(body(consumer)).isEqualTo("1");
            assertThat(body(others)).as("another client's subscription of that name").isEqualTo("1");
            assertThatThrownBy(() -> first.unsubscribe("sub")).as("in use").isInstanceOf(JMSException.class);
            consumer.close();
            publish("2");
            MessageConsumer again = first.createDurableConsumer(topic(), "sub");
            assertThat(body(again)).as("sent while it was inactive").isEqualTo("2");
            again.close();
            first.unsubscribe("sub");
            assertThatThrownBy(() -> first.unsubscribe("sub")).isInstanceOf(InvalidDestinationException.class);
        }
    }

    @Test
    void changedDurableSubscriptionBeginsAnew() throws JMSException {
        try (Connection own = named(name)) {
            Session durable = own.createSession();
            for (String change : List.of("selector", "noLocal", "topic")) {
                durable.createDurableConsumer(topic(), change).close();
                publishToBoth("missed");
                MessageConsumer changed = switch (change) {
                    case "selector" -> durable.createDurableConsumer(topic(), change, "x IS NULL", false);
                    case "noLocal" -> durable.createDurableConsumer(topic(), change, null, true);
                    default -> durable.createDurableConsumer(other(), change);
                };
                assertBeginsAnew(changed, change);
                assertBeginsAnew(durable.createDurableConsumer(topic(), change), change + " changed back");
                durable.unsubscribe(change);
                assertThatThrownBy(() -> durable.unsubscribe(change)).as(change).isInstanceOf(InvalidDestinationException.class);
            }
        }
    }

    @Test
    void changedSharedDurableSubscriptionBeginsAnew() throws JMSException {
        for (String change : List.of("selector", "topic")) {
            session.createSharedDurableConsumer(topic(), change).close();
            publishToBoth("missed");
            assertBeginsAnew(change.equals("selector") ? session.createSharedDurableConsumer(topic(), change, "x IS NULL")
                : session.createSharedDurableConsumer(other(), change), change);
            assertBeginsAnew(session.createSharedDurableConsumer(topic(), change), change + " changed back");
            session.unsubscribe(change);
            assertThatThrownBy(() -> session.unsubscribe(change)).as(change).isInstanceOf(InvalidDestinationException.class);
        }
    }

    private Topic other() throws JMSException {
        return session.createTopic(name + "-other");
    }

    private void publishToBoth(String body) throws JMSException {
        publish(body);
        session.createProducer(other()).send(session.createTextMessage(body));
    }

    /** It has nothing of before, gets what comes now, and leaves something behind that it has missed. */
    private void assertBeginsAnew(MessageConsumer changed, String change) throws JMSException {
        assertThat(changed.receiveNoWait()).as(change).isNull();
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(topic(), "new").send(other(), "new");
        }
        assertThat(body(changed)).as(change).isEqualTo("new");
        changed.close();
        publishToBoth("missed");
    }

    @Test
    void sharedSubscriptionsDivideWhatTheyGetAndBelongToOneTopic() throws JMSException {
        for (boolean isDurable : new boolean[] {true, false}) {
            MessageConsumer first = shared(topic(), isDurable, null);
            MessageConsumer second = shared(topic(), isDurable, null);
            publish("1", "2");
            assertThat(List.of(body(first), body(second))).containsExactlyInAnyOrder("1", "2");
            assertThatThrownBy(() -> shared(other(), isDurable, null)).isInstanceOf(JMSException.class);
            assertThatThrownBy(() -> shared(topic(), isDurable, "x = 1")).isInstanceOf(JMSException.class);
            first.close();
            second.close();
        }
        session.unsubscribe("shared");
    }

    private MessageConsumer shared(Topic of, boolean isDurable, String selector) throws JMSException {
        return isDurable ? session.createSharedDurableConsumer(of, "shared", selector)
            : session.createSharedConsumer(of, "shared", selector);
    }

    @Test
    void noLocalLeavesOutWhatTheConnectionSent() throws JMSException {
        MessageConsumer consumer = session.createConsumer(topic(), null, true);
        publish("own");
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(topic(), "foreign");
        }

        assertThat(body(consumer)).isEqualTo("foreign");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void bodyThatCannotBeReceivedStaysOrCountsAsReceivedByTheMode() throws JMSException {
        for (int mode : new int[] {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.DUPS_OK_ACKNOWLEDGE, JMSContext.CLIENT_ACKNOWLEDGE,
            JMSContext.SESSION_TRANSACTED}) {
            try (JMSContext context = factory.createContext(mode)) {
                Queue queue = context.createQueue(name + mode);
                JMSConsumer consumer = context.createConsumer(queue);
                session.createProducer(queue).send(session.createTextMessage("text"));
                assertThatThrownBy(() -> consumer.receiveBody(byte[].class, LONG_MS)).isInstanceOf(MessageFormatRuntimeException.class);
                Message next = consumer.receive(SHORT_MS);
                if (mode == JMSContext.AUTO_ACKNOWLEDGE || mode == JMSContext.DUPS_OK_ACKNOWLEDGE) {
                    assertThat(next.getBody(String.class)).isEqualTo("text");
                    assertThat(next.getJMSRedelivered()).isFalse();
                    continue;
                }
                assertThat(next).as("counts as received in mode " + mode).isNull();
                if (mode == JMSContext.SESSION_TRANSACTED) {
                    context.rollback();
                } else {
                    context.recover();
                }
                assertThat(consumer.receive(LONG_MS).getJMSRedelivered()).isTrue();
            }
        }
    }

    @Test
    void whatAListenerThrowsIsRedeliveredOrNotByTheMode() throws JMSException {
        for (int mode : new int[] {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE}) {
            Session listening = connection.createSession(mode);
            Queue queue = session.createQueue(name + mode);
            List<String> seen = new CopyOnWriteArrayList<>();
            listening.createConsumer(queue).setMessageListener(message -> {
                boolean isAgain = isRedelivered(message);
                seen.add(text(message) + (isAgain ? " again" : ""));
                if (!isAgain && text(message).equals("1")) {
                    throw new IllegalArgumentException("as the test wants it");
                }
            });
            session.createProducer(queue).send(session.createTextMessage("1"));
            session.createProducer(queue).send(session.createTextMessage("2"));
            String[] expected = mode == Session.CLIENT_ACKNOWLEDGE ? new String[] {"1", "2"} : new String[] {"1", "1 again", "2"};
            await("messages").untilAsserted(() -> assertThat(seen).containsExactly(expected));
            listening.close();
        }
    }

    @Test
    void whatAListenerThrowsInATransactionLeavesTheEndOfItToTheApplication() throws JMSException {
        Session listening = connection.createSession(Session.SESSION_TRANSACTED);
        Queue queue = queueWith("1", "2");
        List<String> seen = new CopyOnWriteArrayList<>();
        listening.createConsumer(queue).setMessageListener(message -> {
            boolean isAgain = isRedelivered(message);
            seen.add(text(message) + (isAgain ? " again" : ""));
            if (text(message).equals("1")) {
                throw new IllegalArgumentException("as the test wants it");
            }
            end(listening, isAgain);
        });
        await("messages").untilAsserted(() -> assertThat(seen).containsExactly("1", "2", "1 again", "2 again"));
        listening.close();

        assertThat(session.createConsumer(queue).receive(SHORT_MS)).as("committed").isNull();
    }

    private static void end(Session transacted, boolean commits) {
        try {
            if (commits) {
                transacted.commit();
            } else {
                transacted.rollback();
            }
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isRedelivered(Message message) {
        try {
            return message.getJMSRedelivered();
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closeOfAConsumerEndsABlockedReceive() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue());
        AtomicReference<Object> received = new AtomicReference<>("nothing yet");
        Thread receiving = new Thread(() -> {
            try {
                received.set(consumer.receive());
            } catch (JMSException e) {
                received.set(e);
            }
        }, "receiver");
        receiving.start();
        await("blocked").until(() -> Waits.isWaiting(receiving));
        consumer.close();

        receiving.join(LONG_MS);
        assertThat(received.get()).isNull();
        consumer.close();
        assertThatThrownBy(consumer::receive).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listenerMayCloseItsConsumerAndItsMessageIsAcknowledged() throws JMSException {
        Queue queue = queueWith("1", "2");
        List<Object> outcomes = new CopyOnWriteArrayList<>();
        Session listening = connection.createSession();
        MessageConsumer consumer = listening.createConsumer(queue);
        consumer.setMessageListener(message -> {
            try {
                consumer.close();
                outcomes.add(text(message));
            } catch (JMSException e) {
                outcomes.add(e);
            }
        });
        await("listener").untilAsserted(() -> assertThat(outcomes).containsExactly("1"));

        MessageConsumer other = session.createConsumer(queue);
        assertThat(body(other)).isEqualTo("2");
        assertThat(other.receive(SHORT_MS)).isNull();
    }

    @Test
    void methodsOfTheOtherDomainAreIllegal() throws JMSException {
        try (var queues = factory.createQueueConnection(); var topics = factory.createTopicConnection()) {
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            TopicSession topicSession = topics.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
            Queue queue = queue();
            Topic topic = topic();
            for (ThrowingCallable call : List.<ThrowingCallable>of(() -> queueSession.createTopic("t"),
                () -> queueSession.createDurableSubscriber(topic, "s"), () -> queueSession.createDurableConsumer(topic, "s"),
                () -> queueSession.createSharedConsumer(topic, "s"), () -> queueSession.createSharedDurableConsumer(topic, "s"),
                queueSession::createTemporaryTopic, () -> queueSession.unsubscribe("s"), () -> topicSession.createQueue("q"),
                () -> topicSession.createBrowser(queue), topicSession::createTemporaryQueue,
                () -> queues.createDurableConnectionConsumer(topic, "s", null, null, 1),
                () -> queues.createSharedConnectionConsumer(topic, "s", null, null, 1),
                () -> queues.createSharedDurableConnectionConsumer(topic, "s", null, null, 1))) {
                assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void standardExceptionsThatMustBe() throws JMSException {
        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
        Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
        assertThatThrownBy(transacted::recover).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createBrowser(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.unsubscribe("never made")).isInstanceOf(InvalidDestinationException.class);
        MessageConsumer consumer = session.createConsumer(queue());
        consumer.setMessageListener(message -> { });
        assertThatThrownBy(() -> consumer.receive(1)).isInstanceOf(IllegalStateException.class);
    }
}
