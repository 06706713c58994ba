package io.ternmq.liberty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.testkit.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Unmodified RocketMQ clients at one end, an application on Open Liberty at the other. */
@ExtendWith(ArquillianExtension.class)
class NativeClientIT {

    static {
        // Consumers look for new queues every second instead of every 20.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "1000");
    }

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Application application = new Application("tests");
    private final DefaultMQProducer producer = new DefaultMQProducer("liberty_native_producer");
    private final List<MessageExt> received = new CopyOnWriteArrayList<>();
    private DefaultMQPushConsumer consumer;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "tests", testable = false)
    static WebArchive application() {
        return Applications.tests();
    }

    @Deployment(name = "moved", testable = false, managed = false)
    static WebArchive successor() {
        return Applications.successor();
    }

    @BeforeEach
    void start() throws MQClientException {
        producer.setNamesrvAddr(TestBroker.nameServers());
        producer.start();
    }

    @AfterEach
    void stop() {
        producer.shutdown();
        if (consumer != null) {
            consumer.shutdown();
        }
    }

    @Test
    void bringsANativeProducersMessageToABean()
            throws MQClientException, RemotingException, MQBrokerException, InterruptedException {
        producer.send(new Message("liberty_queue", "TagA", "key1", "by a native producer".getBytes(UTF_8)));

        await("the bean").atMost(PATIENCE).until(() -> application.receivedBy("queue").contains("by a native producer"));
    }

    @Test
    void bringsAnApplicationsMessagesToANativePushConsumer() throws MQClientException {
        consume("liberty_out", "liberty_native_consumer");

        application.send("factory", "topic", "liberty_out", "by factory");
        application.send("context", "queue", "liberty_out_queue", "by context");

        await("the consumer").atMost(PATIENCE).until(() -> texts().contains("by factory"));
        MessageExt message = received.get(texts().indexOf("by factory"));
        assertThat(message.getTags()).isEqualTo("TagA");
        assertThat(message.getUserProperty("customer")).isEqualTo("Ann");
        await("the consumer").atMost(PATIENCE).until(() -> texts().contains("by context"));
    }

    @Test
    void selectsNativeMessagesByTag()
            throws MQClientException, RemotingException, MQBrokerException, InterruptedException {
        await("the selected one").atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            producer.send(new Message("liberty_selected", "TagB", "native other".getBytes(UTF_8)));
            producer.send(new Message("liberty_selected", "TagA", "native selected".getBytes(UTF_8)));
            return application.receivedBy("selector").contains("native selected");
        });
        assertThat(application.receivedBy("selector")).doesNotContain("native other");
    }

    @Test
    void servesABeanThatIsInANamedConsumerGroup()
            throws MQClientException, RemotingException, MQBrokerException, InterruptedException {
        for (int i = 0; i < 8; i++) {
            producer.send(new Message("liberty_grouped", "TagA", ("grouped " + i).getBytes(UTF_8)));
        }

        await("all of them").atMost(PATIENCE).until(() -> application.receivedBy("group").size() >= 8);
        assertThat(application.receivedBy("group")).containsExactlyInAnyOrder("grouped 0", "grouped 1", "grouped 2", "grouped 3",
                "grouped 4", "grouped 5", "grouped 6", "grouped 7");
    }

    @Test
    void carriesOnWhereAPushConsumerOfTheSameGroupStopped()
            throws MQClientException, RemotingException, MQBrokerException, InterruptedException {
        producer.send(new Message("liberty_moved", "TagA", "for the push consumer".getBytes(UTF_8)));
        consume("liberty_moved", "liberty_moved_group");
        await("the consumer").atMost(PATIENCE).until(() -> texts().contains("for the push consumer"));
        consumer.shutdown();
        producer.send(new Message("liberty_moved", "TagA", "for the bean".getBytes(UTF_8)));

        deployer.deploy("moved");

        Application successor = new Application("moved");
        await("the bean").atMost(PATIENCE).until(() -> successor.receivedBy("moved").contains("for the bean"));
        assertThat(successor.receivedBy("moved")).containsExactly("for the bean");
        deployer.undeploy("moved");
    }

    private List<String> texts() {
        return received.stream().map(message -> new String(message.getBody(), UTF_8)).toList();
    }

    private void consume(String topic, String group) throws MQClientException {
        consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(TestBroker.nameServers());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        // Finds a topic that is made only by its first message.
        consumer.setPollNameServerInterval(500);
        consumer.subscribe(topic, "*");
        consumer.subscribe(topic + "_queue", "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            received.addAll(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
    }
}
