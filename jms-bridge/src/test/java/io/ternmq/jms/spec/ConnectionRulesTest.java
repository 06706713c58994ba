package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import io.ternmq.testkit.Waits;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §6, connections and sessions. */
class ConnectionRulesTest extends SpecServer {
    @Test
    void clientIdBelongsToOneConnectionAndIsSetFirst() throws JMSException {
        factory.setClientId(name);
        try (Connection holder = factory.createConnection()) {
            assertThat(holder.getClientID()).isEqualTo(name);
            assertThatThrownBy(() -> holder.setClientID("other")).as("configured").isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(factory::createConnection).isInstanceOf(InvalidClientIDException.class);
        }
        factory.createConnection().close();
        assertThatThrownBy(() -> connection.setClientID("late")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingIsDeliveredBeforeStart() throws JMSException {
        Queue queue = queueWith("1");
        try (Connection stopped = factory.createConnection()) {
            Session waiting = stopped.createSession();
            MessageConsumer consumer = waiting.createConsumer(queue);
            assertThat(consumer.receive(SHORT_MS)).as("the timer runs").isNull();
            assertThat(consumer.receiveNoWait()).isNull();
            waiting.createProducer(queue).send(waiting.createTextMessage("sending works"));
            stopped.start();
            assertThat(body(consumer)).isEqualTo("1");
            stopped.stop();
            assertThat(consumer.receive(SHORT_MS)).isNull();
            stopped.start();
            assertThat(body(consumer)).isEqualTo("sending works");
        }
    }

    @Test
    void stopAndCloseWaitForListenersWhichHaveTheFullServices() throws Exception {
        for (boolean isClose : new boolean[] {false, true}) {
            CountDownLatch isRunning = new CountDownLatch(1);
            CountDownLatch mayGoOn = new CountDownLatch(1);
            List<Object> outcome = new CopyOnWriteArrayList<>();
            Connection own = factory.createConnection();
            Session listening = own.createSession();
            Queue queue = queueWith("1");
            Queue answers = session.createQueue(name + "-answers");
            listening.createConsumer(queue).setMessageListener(message -> {
                isRunning.countDown();
                try {
                    mayGoOn.await(LONG_MS, TimeUnit.MILLISECONDS);
                    listening.createProducer(answers).send(listening.createTextMessage("sent while closing"));
                    outcome.add("done");
                } catch (InterruptedException | JMSException e) {
                    outcome.add(e);
                }
            });
            own.start();
            assertThat(isRunning.await(LONG_MS, TimeUnit.MILLISECONDS)).isTrue();
            Thread ending = new Thread(() -> run(() -> {
                if (isClose) {
                    own.close();
                } else {
                    own.stop();
                }
                outcome.add("ended");
            }), "ending");
            ending.start();
            await("waits").until(() -> Waits.isWaiting(ending));
            mayGoOn.countDown();
            ending.join(LONG_MS);
            assertThat(outcome).containsExactly("done", "ended");
            own.close();
            MessageConsumer consumer = session.createConsumer(answers);
            assertThat(body(consumer)).isEqualTo("sent while closing");
            consumer.close();
        }
    }

    private static void run(ThrowingCallable call) {
        assertThatCode(call).doesNotThrowAnyException();
    }

    @Test
    void exceptionsOfCallsDoNotReachTheExceptionListener() throws JMSException {
        List<JMSException> reported = new CopyOnWriteArrayList<>();
        connection.setExceptionListener(reported::add);
        assertThatThrownBy(() -> session.createConsumer(queue(), "=")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(JMSException.class);
        assertThatThrownBy(session::commit).isInstanceOf(JMSException.class);
        session.createProducer(queue()).send(session.createMessage());

        assertThat(reported).isEmpty();
    }

    @Test
    void closedObjectsRefuseAllButCloseAndMessagesStayReadable() throws JMSException {
        MessageConsumer consumer = session.createConsumer(queueWith("1"));
        MessageProducer producer = session.createProducer(queue());
        Session clientAck = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        session.createProducer(queue()).send(session.createTextMessage("2"));
        TextMessage received = (TextMessage) consumer.receive(LONG_MS);
        Message unacknowledged = clientAck.createConsumer(queue()).receive(LONG_MS);
        TextMessage made = session.createTextMessage("made");
        connection.close();

        for (ThrowingCallable call : List.<ThrowingCallable>of(connection::start, connection::createSession, session::createMessage,
            () -> producer.send(made), () -> consumer.receive(1), session::getTransacted, unacknowledged::acknowledge)) {
            assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
        }
        consumer.close();
        producer.close();
        session.close();
        connection.close();
        assertThat(received.getText()).isEqualTo("1");
        made.setText("still works");
    }

    @Test
    void endOfASessionUndoesItsTransactionAndAcknowledgesNothing() throws JMSException {
        Queue queue = queueWith("1", "2");
        Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
        assertThat(body(transacted.createConsumer(queue))).isEqualTo("1");
        transacted.createProducer(queue).send(transacted.createTextMessage("undone"));
        transacted.close();
        transacted.close();
        Session clientAck = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = clientAck.createConsumer(queue);
        assertThat(List.of(body(consumer), body(consumer))).containsExactlyInAnyOrder("1", "2");
        clientAck.close();

        MessageConsumer last = session.createConsumer(queue);
        for (int i = 0; i < 2; i++) {
            Message again = last.receive(LONG_MS);
            assertThat(again.getJMSRedelivered()).isTrue();
            assertThat(again.getBody(String.class)).isIn("1", "2");
        }
        assertThat(last.receiveNoWait()).isNull();
    }

    @Test
    void messagesMayBeSentByAnySessionAndReceivedInOrder() throws JMSException {
        Session other = connection.createSession();
        MessageProducer producer = other.createProducer(queue());
        MessageConsumer consumer = session.createConsumer(queue());
        for (int i = 0; i < 50; i++) {
            producer.send(session.createTextMessage(Integer.toString(i)));
        }

        for (int i = 0; i < 50; i++) {
            assertThat(body(consumer)).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void acknowledgedMessagesNeverComeAgain() throws JMSException {
        Session clientAck = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = clientAck.createConsumer(queueWith("1", "2", "3"));
        body(consumer);
        consumer.receive(LONG_MS).acknowledge();
        clientAck.recover();

        assertThat(body(consumer)).isEqualTo("3");
        clientAck.close();
        assertThat(body(session.createConsumer(queue()))).isEqualTo("3");
    }

    @Test
    void listenersOfASessionRunOneAtATime() throws JMSException {
        Connection own = factory.createConnection();
        Session listening = own.createSession();
        List<Thread> running = new CopyOnWriteArrayList<>();
        List<String> overlaps = new CopyOnWriteArrayList<>();
        List<String> received = new CopyOnWriteArrayList<>();
        for (String suffix : List.of("a", "b")) {
            Queue queue = session.createQueue(name + suffix);
            listening.createConsumer(queue).setMessageListener(message -> {
                running.add(Thread.currentThread());
                if (running.size() > 1) {
                    overlaps.add(running.toString());
                }
                received.add(suffix);
                running.remove(Thread.currentThread());
            });
            for (int i = 0; i < 50; i++) {
                session.createProducer(queue).send(session.createMessage());
            }
        }
        own.start();

        await("all").until(() -> received.size() == 100);
        assertThat(overlaps).isEmpty();
        own.close();
    }

    @Test
    void metaDataTellsTheVersionOfTheApiAndOfTheProvider() throws JMSException {
        ConnectionMetaData facts = connection.getMetaData();

        assertThat(facts.getJMSVersion()).isEqualTo(facts.getJMSMajorVersion() + "." + facts.getJMSMinorVersion()).isEqualTo("3.1");
        assertThat(facts.getJMSProviderName()).isEqualTo("TernMQ");
        assertThat(facts.getProviderVersion()).startsWith(facts.getProviderMajorVersion() + "." + facts.getProviderMinorVersion());
        Enumeration<?> names = facts.getJMSXPropertyNames();
        assertThat(Collections.list(names).toString()).contains("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    }

    @Test
    void destinationsAreNamesAndMakeNothing() throws JMSException {
        assertThat(queue().getQueueName()).isEqualTo(name);
        assertThat(session.createTopic(name).getTopicName()).isEqualTo(name);
        assertThat(queue()).isEqualTo(session.createQueue(name)).isNotEqualTo(session.createTopic(name)).hasToString(name);
        for (int i = 0; i < 1_000; i++) {
            assertThat(session.createQueue("never used " + i).getQueueName()).isEqualTo("never used " + i);
        }
        assertThatThrownBy(() -> session.createQueue("")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createTopic(null)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void namesThatMeetInOneTopicAreRefusedAndOthersKeptApart() throws JMSException {
        assertThatThrownBy(() -> session.createQueue("shop%2Eorders")).isInstanceOf(InvalidDestinationException.class)
            .hasMessageContaining("'shop%2Eorders' is the topic of 'shop.orders'");
        assertThatThrownBy(() -> session.createConsumer(new TernTopic("a%20b"))).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createProducer(null).send(new TernQueue("a%20b"), session.createMessage()))
            .isInstanceOf(InvalidDestinationException.class);
        for (String other : List.of("shop.orders", "shop_orders", "shop orders", "Shop_orders", "shop%orders")) {
            Queue queue = session.createQueue(other);
            session.createProducer(queue).send(session.createTextMessage(other));
        }
        for (String other : List.of("shop_orders", "shop.orders", "shop%orders", "Shop_orders", "shop orders")) {
            MessageConsumer consumer = session.createConsumer(session.createQueue(other));
            Message received = consumer.receive(LONG_MS);
            assertThat(received.getBody(String.class)).isEqualTo(other);
            assertThat(received.getJMSDestination()).isEqualTo(session.createQueue(other));
            assertThat(consumer.receiveNoWait()).isNull();
        }
        assertThatThrownBy(() -> session.createConsumer(session.createQueue("q?consumerGroup=a b")))
            .isInstanceOf(InvalidDestinationException.class).hasMessageContaining("'a b'");
    }

    @Test
    void sessionsOfAConnectionWorkConcurrently() throws Exception {
        CountDownLatch bothAreAtWork = new CountDownLatch(2);
        List<Boolean> met = new CopyOnWriteArrayList<>();
        Queue queue = queueWith("1", "2");
        for (int i = 0; i < 2; i++) {
            connection.createSession().createConsumer(queue).setMessageListener(message -> {
                bothAreAtWork.countDown();
                try {
                    met.add(bothAreAtWork.await(LONG_MS, TimeUnit.MILLISECONDS));
                } catch (InterruptedException e) {
                    met.add(false);
                }
            });
        }

        await("both").untilAsserted(() -> assertThat(met).containsExactly(true, true));
    }
}
