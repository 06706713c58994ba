package io.ternmq.jms.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.rocketmq.tools.command.MQAdminStartup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What RocketMQ's own mqadmin shows of JMS consumers. */
@Timeout(60)
class NativeToolsTest {
    private static final long LONG_MS = 10_000;

    @TempDir
    private Path store;

    @Test
    void consumerProgressShowsJmsConsumers() {
        try (EmbeddedServer server = EmbeddedServer.start(store)) {
            TernConnectionFactory factory = new TernConnectionFactory(server.nameServerAddress());
            factory.setClientId("shop");
            try (JMSContext context = factory.createContext()) {
                Queue queue = context.createQueue("orders");
                for (int i = 0; i < 3; i++) {
                    context.createProducer().send(queue, "m" + i);
                }
                context.createConsumer(queue).receive(LONG_MS);
                context.createSharedDurableConsumer(context.createTopic("news"), "readers");

                String queueProgress = mqadmin(server, "consumerProgress", "-g", "JMSQ_orders");
                assertThat(queueProgress).contains("orders").contains("Consume Diff Total: 2");
                assertThat(mqadmin(server, "consumerConnection", "-g", "JMSQ_orders")).contains("shop").contains("orders");
                String subscription = "JMSS_shop|readers";
                assertThat(mqadmin(server, "consumerProgress", "-g", subscription)).contains("news").contains("Consume Diff Total: 0");
                assertThat(mqadmin(server, "consumerProgress")).contains("JMSQ_orders").contains(subscription);
            }
        }
    }

    private static String mqadmin(EmbeddedServer server, String command, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = command;
        arguments[1] = "-n";
        arguments[2] = server.nameServerAddress();
        System.arraycopy(options, 0, arguments, 3, options.length);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            MQAdminStartup.main0(arguments, null);
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8);
    }
}
