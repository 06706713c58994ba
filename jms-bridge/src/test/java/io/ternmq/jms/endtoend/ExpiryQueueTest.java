package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Expired messages are kept in a queue that tells why, also when nobody asks for them any more. */
@Timeout(90)
class ExpiryQueueTest {
    private static final long LONG_MS = 30_000;
    private static final String LARGE = "x".repeat(20_000);

    @TempDir
    private Path store;

    @Test
    void whatNobodyAsksForIsFoundAndKeptWithItsReason() throws JMSException {
        try (EmbeddedServer server = EmbeddedServer.start(store, Map.of("jmsExpiryQueue", "expired"));
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            Queue forgotten = context.createQueue("forgotten");
            Topic news = context.createTopic("news");
            context.createConsumer(forgotten).close();
            context.createSharedDurableConsumer(news, "reds", "colour = 'red'").close();
            JMSConsumer expired = context.createConsumer(context.createQueue("expired"));
            long beforeMs = System.currentTimeMillis();

            context.createProducer().send(forgotten, "stays");
            context.createProducer().setTimeToLive(200).send(forgotten, "goes");
            context.createProducer().setTimeToLive(200).setProperty("colour", "red").setProperty("large", LARGE).send(news, "wanted");
            context.createProducer().setTimeToLive(200).setProperty("colour", "blue").send(news, "not wanted");

            Set<String> origins = new TreeSet<>();
            for (int i = 0; i < 2; i++) {
                Message message = expired.receive(LONG_MS);
                assertThat(message).as("an expired message after %s", origins).isNotNull();
                origins.add(message.getBody(String.class) + " of " + message.getStringProperty("JMS_X_DLQ_ORIG_DESTINATION"));
                assertThat(message.getJMSExpiration()).isZero();
                assertThat(message.getStringProperty("JMS_X_DLQ_REASON")).isEqualTo("EXPIRED");
                assertThat(message.getStringProperty("JMS_X_DLQ_ORIG_ID")).isEqualTo(message.getJMSMessageID());
                assertThat(message.getLongProperty("JMS_X_DLQ_ORIG_EXPIRATION")).isGreaterThan(beforeMs);
                if (message.propertyExists("large")) {
                    assertThat(message.getStringProperty("large")).isEqualTo(LARGE);
                }
            }
            assertThat(origins).containsExactly("goes of queue:forgotten", "wanted of topic:news");
            assertThat(expired.receiveNoWait()).isNull();
            assertThat(context.createConsumer(forgotten).receiveBody(String.class, LONG_MS)).isEqualTo("stays");
        }
    }
}
