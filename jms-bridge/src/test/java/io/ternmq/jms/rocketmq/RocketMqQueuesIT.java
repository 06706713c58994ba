package io.ternmq.jms.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues of a real RocketMQ cluster through JMS. */
@Timeout(60)
class RocketMqQueuesIT {
    private static final long LONG_MS = 15_000;
    private static RocketMqServers servers;

    @BeforeAll
    static void startServers() throws IOException, InterruptedException {
        servers = RocketMqServers.shared();
    }

    private static JMSContext context(int mode) {
        return new TernConnectionFactory(servers.uri("profile=strict")).createContext(mode);
    }

    @Test
    void whatIsSentIsReceivedOnceInOrder() {
        try (JMSContext context = context(JMSContext.AUTO_ACKNOWLEDGE)) {
            Queue queue = context.createQueue("first-steps");
            JMSProducer producer = context.createProducer();
            IntStream.range(0, 20).forEach(i -> producer.send(queue, "message " + i));

            JMSConsumer consumer = context.createConsumer(queue);
            List<String> seen = IntStream.range(0, 20).mapToObj(i -> consumer.receiveBody(String.class, LONG_MS)).toList();

            assertThat(seen).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "message " + i).toList());
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }
}
