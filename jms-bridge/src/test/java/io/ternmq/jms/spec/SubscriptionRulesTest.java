package io.ternmq.jms.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messaging 3.1 §4.2.8 and §8.3: kinds of subscriptions beside each other, and messages in hand while subscriptions change. */
class SubscriptionRulesTest extends SpecServer {
    private Topic topic() throws JMSException {
        return session.createTopic(name);
    }

    private void publish(String body) throws JMSException {
        session.createProducer(topic()).send(session.createTextMessage(body));
    }

    private Connection named(String clientId) throws JMSException {
        factory.setClientId(clientId);
        Connection own = factory.createConnection();
        factory.setClientId(null);
        own.start();
        return own;
    }

    @Test
    void kindsOfSubscriptionsGetTheSameMessagesEach() throws JMSException {
        try (Connection own = named(name)) {
            Session subscriber = own.createSession();
            List<MessageConsumer> consumers = List.of(subscriber.createConsumer(topic()), subscriber.createConsumer(topic()),
                subscriber.createSharedConsumer(topic(), "s"), subscriber.createDurableConsumer(topic(), "d"),
                subscriber.createSharedDurableConsumer(topic(), "sd"));
            publish("1");
            for (MessageConsumer consumer : consumers) {
                assertThat(body(consumer)).isEqualTo("1");
                consumer.close();
            }
            publish("2");
            assertThat(subscriber.createConsumer(topic()).receiveNoWait()).as("sent before").isNull();
            assertThat(subscriber.createSharedConsumer(topic(), "s").receiveNoWait()).as("gone with its last consumer").isNull();
            assertThat(body(subscriber.createDurableConsumer(topic(), "d"))).isEqualTo("2");
            assertThat(body(subscriber.createSharedDurableConsumer(topic(), "sd"))).isEqualTo("2");
        }
    }

    @Test
    void sharedSubscriptionsOfTwoClientIdsAreTwo() throws JMSException {
        try (Connection one = named(name + "1"); Connection two = named(name + "2")) {
            for (boolean isDurable : new boolean[] {true, false}) {
                List<MessageConsumer> consumers = List.of(shared(one, isDurable), shared(two, isDurable), shared(connection, isDurable));
                publish("each");
                for (MessageConsumer consumer : consumers) {
                    assertThat(body(consumer)).isEqualTo("each");
                    consumer.close();
                }
            }
        }
    }

    private MessageConsumer shared(Connection own, boolean isDurable) throws JMSException {
        Session subscriber = own.createSession();
        return isDurable ? subscriber.createSharedDurableConsumer(topic(), "shared") : subscriber.createSharedConsumer(topic(), "shared");
    }

    @Test
    void messagesInHandKeepTheirSubscriptionAndComeAgain() throws JMSException {
        try (Connection own = named(name)) {
            for (boolean isTransacted : new boolean[] {false, true}) {
                Session holding = own.createSession(isTransacted ? Session.SESSION_TRANSACTED : Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer = holding.createDurableConsumer(topic(), "sub");
                publish("held");
                Message held = consumer.receive(LONG_MS);
                consumer.close();
                assertThatThrownBy(() -> holding.unsubscribe("sub")).as("in hand").isInstanceOf(JMSException.class);
                holding.close();
                Session later = own.createSession(Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer again = later.createDurableConsumer(topic(), "sub");
                Message comesAgain = again.receive(LONG_MS);
                assertThat(comesAgain.getJMSMessageID()).isEqualTo(held.getJMSMessageID());
                assertThat(comesAgain.getJMSRedelivered()).isTrue();
                comesAgain.acknowledge();
                later.close();
                own.createSession().unsubscribe("sub");
            }
        }
        for (String unknown : new String[] {"never made", "", null}) {
            assertThatThrownBy(() -> session.unsubscribe(unknown)).as(unknown).isInstanceOf(InvalidDestinationException.class);
        }
    }
}
