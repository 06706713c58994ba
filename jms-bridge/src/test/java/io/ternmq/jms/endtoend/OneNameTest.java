package io.ternmq.jms.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A queue and a topic of one name are one topic of RocketMQ. */
@Timeout(60)
class OneNameTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private Path store;

    @Test
    void queueAndTopicShareTheirMessagesAndTheLogSaysSoOnce() {
        Logger logger = (Logger) LoggerFactory.getLogger("io.ternmq.jms.session.TernConsumer");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (EmbeddedServer server = EmbeddedServer.start(store);
             JMSContext context = new TernConnectionFactory(server.nameServerAddress()).createContext()) {
            JMSConsumer receiver = context.createConsumer(context.createQueue("news"));
            JMSConsumer subscriber = context.createConsumer(context.createTopic("news"));
            context.createProducer().send(context.createQueue("news"), "1").send(context.createTopic("news"), "2")
                .send(context.createTopic("news"), "3");

            for (JMSConsumer consumer : new JMSConsumer[] {receiver, subscriber}) {
                for (String text : new String[] {"1", "2", "3"}) {
                    assertThat(consumer.receiveBody(String.class, LONG_MS)).isEqualTo(text);
                }
            }
            assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).hasSize(2)
                .anyMatch(line -> line.startsWith("A consumer of queue news received message ID:") && line.contains("sent to topic news"))
                .anyMatch(line -> line.startsWith("A consumer of topic news received message ID:") && line.contains("sent to queue news"));
        } finally {
            logger.detachAppender(log);
        }
    }
}
