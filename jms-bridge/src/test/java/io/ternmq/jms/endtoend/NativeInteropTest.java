package io.ternmq.jms.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ternmq.broker.EmbeddedServer;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.compression.CompressionType;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JMS on one side, RocketMQ's own client on the other, one topic between them. */
@Timeout(90)
class NativeInteropTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long LONG_MS = 20_000;

    @TempDir
    private static Path store;
    private static EmbeddedServer server;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.start(store);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static JMSContext context() {
        return new TernConnectionFactory(server.nameServerAddress()).createContext();
    }

    private static DefaultMQProducer producer(String group) throws MQClientException {
        DefaultMQProducer producer = new DefaultMQProducer(group);
        producer.setNamesrvAddr(server.nameServerAddress());
        producer.start();
        return producer;
    }

    private static DefaultMQPushConsumer consumer(String group, String topic, String tags, List<MessageExt> seen)
            throws MQClientException {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(server.nameServerAddress());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, tags);
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            seen.addAll(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    @Test
    void jmsMessagesReachANativePushConsumer() throws Exception {
        List<MessageExt> seen = new CopyOnWriteArrayList<>();
        try (JMSContext context = context()) {
            TextMessage message = context.createTextMessage("grüße");
            message.setIntProperty("amount", 3);
            context.createProducer().setJMSType("greeting").send(context.createTopic("jms-to-native"), message)
                .setJMSType("other").send(context.createTopic("jms-to-native"), "unwanted");
            DefaultMQPushConsumer consumer = consumer("native-group", "jms-to-native", "greeting", seen);
            try {
                await("native consumer").atMost(PATIENCE).untilAsserted(() -> assertThat(seen).hasSize(1));
            } finally {
                consumer.shutdown();
            }

            MessageExt received = seen.get(0);
            assertThat(new String(received.getBody(), UTF_8)).isEqualTo("grüße");
            assertThat(received.getTags()).isEqualTo("greeting");
            assertThat(received.getUserProperty("amount")).isEqualTo("3");
            assertThat("ID:" + received.getMsgId()).isEqualTo(message.getJMSMessageID());
        }
    }

    @Test
    void allKindsOfBodiesAndPropertiesReachBothFacesOfOneTopic() throws Exception {
        Map<String, Object> properties = Map.of("bool", true, "byte", (byte) 1, "short", (short) 2, "int", 3, "long", 4L, "float", 5.5f,
            "double", 6.5, "text", "grüße");
        List<MessageExt> seen = new CopyOnWriteArrayList<>();
        try (JMSContext context = context()) {
            Topic topic = context.createTopic("all-kinds");
            JMSConsumer jms = context.createConsumer(topic);
            JMSProducer producer = context.createProducer();
            properties.forEach(producer::setProperty);
            StreamMessage stream = context.createStreamMessage();
            stream.writeInt(7);
            producer.send(topic, "text").send(topic, new byte[] {1, 2}).send(topic, Map.of("key", 1)).send(topic, (Integer) 8)
                .send(topic, stream).send(topic, context.createMessage());

            for (Class<?> kind : List.of(TextMessage.class, BytesMessage.class, MapMessage.class, ObjectMessage.class, StreamMessage.class,
                    jakarta.jms.Message.class)) {
                jakarta.jms.Message received = jms.receive(LONG_MS);
                assertThat(received).isInstanceOf(kind);
                for (Map.Entry<String, Object> property : properties.entrySet()) {
                    assertThat(received.getObjectProperty(property.getKey())).isEqualTo(property.getValue());
                }
            }
            DefaultMQPushConsumer consumer = consumer("all-kinds-group", "all-kinds", "*", seen);
            try {
                await("native consumer").atMost(PATIENCE).untilAsserted(() -> assertThat(seen).hasSize(6));
            } finally {
                consumer.shutdown();
            }
            List<MessageExt> inOrder = seen.stream().sorted(Comparator.comparingLong(MessageExt::getQueueOffset)).toList();
            assertThat(new String(inOrder.get(0).getBody(), UTF_8)).isEqualTo("text");
            assertThat(inOrder.get(1).getBody()).containsExactly(1, 2);
            assertThat(inOrder.subList(2, 5)).allMatch(message -> message.getBody().length > 0);
            for (MessageExt message : inOrder) {
                properties.forEach((name, value) -> assertThat(message.getUserProperty(name)).isEqualTo(value.toString()));
            }
        }
    }

    @Test
    void nativeMessagesReachAJmsListener() throws Exception {
        DefaultMQProducer producer = producer("native-producer");
        try (JMSContext context = context()) {
            Message message = new Message("native-to-jms", "urgent", "key1", "hello".getBytes(UTF_8));
            message.putUserProperty("colour", "red");
            String id = producer.send(message).getMsgId();
            Message large = new Message("native-to-jms", "urgent", "x".repeat(20_000).getBytes(UTF_8));
            large.putUserProperty("colour", "red");
            producer.send(large);
            producer.send(new Message("native-to-jms", "calm", "unwanted".getBytes(UTF_8)));

            JMSConsumer consumer = context.createConsumer(context.createQueue("native-to-jms"), "JMSType = 'urgent' AND colour = 'red'");
            List<jakarta.jms.Message> seen = List.of(consumer.receive(LONG_MS), consumer.receive(LONG_MS));

            jakarta.jms.Message small = seen.get(0).getBody(byte[].class).length == 5 ? seen.get(0) : seen.get(1);
            jakarta.jms.Message compressed = small == seen.get(0) ? seen.get(1) : seen.get(0);
            assertThat(small).isInstanceOf(BytesMessage.class);
            assertThat(new String(small.getBody(byte[].class), UTF_8)).isEqualTo("hello");
            assertThat(small.getJMSMessageID()).isEqualTo("ID:" + id);
            assertThat(small.getJMSType()).isEqualTo("urgent");
            assertThat(small.getStringProperty("colour")).isEqualTo("red");
            assertThat(compressed.getBody(byte[].class)).hasSize(20_000);
            assertThat(consumer.receiveNoWait()).isNull();
        } finally {
            producer.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void nativeBodiesReachJmsAsTheyWereBeforeTheirCompression(CompressionType type) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(100_000);
        while (bytes.hasRemaining()) {
            bytes.putInt(bytes.position() / 100);
        }
        String text = "grüße ".repeat(10_000);
        DefaultMQProducer producer = new DefaultMQProducer("compressing-producer");
        producer.setNamesrvAddr(server.nameServerAddress());
        producer.setCompressType(type);
        producer.setCompressMsgBodyOverHowmuch(1);
        producer.start();
        TernConnectionFactory textual = new TernConnectionFactory(server.nameServerAddress());
        textual.setNativeBody("text");
        try (JMSContext binary = context(); JMSContext readable = textual.createContext()) {
            producer.send(new Message("bytes-by-" + type, bytes.array()));
            producer.send(new Message("text-by-" + type, text.getBytes(UTF_8)));
            producer.send(new Message("text-by-" + type, "x".getBytes(UTF_8)));

            JMSConsumer texts = readable.createConsumer(readable.createQueue("text-by-" + type));
            List<String> received = List.of(texts.receiveBody(String.class, LONG_MS), texts.receiveBody(String.class, LONG_MS));

            assertThat(binary.createConsumer(binary.createQueue("bytes-by-" + type)).receiveBody(byte[].class, LONG_MS))
                .isEqualTo(bytes.array());
            assertThat(received).containsExactlyInAnyOrder(text, "x");
        } finally {
            producer.shutdown();
        }
    }

    @Test
    void aNativeBatchReachesJmsAsItsMessages() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("batching-producer");
        producer.setNamesrvAddr(server.nameServerAddress());
        producer.setCompressMsgBodyOverHowmuch(1);
        producer.start();
        try (JMSContext context = context()) {
            List<Message> batch = new ArrayList<>();
            for (String body : List.of("first", "second".repeat(1000), "third")) {
                Message message = new Message("native-batch", body.substring(0, 5), body.getBytes(UTF_8));
                message.putUserProperty("length", Integer.toString(body.length()));
                batch.add(message);
            }
            producer.send(batch);

            JMSConsumer consumer = context.createConsumer(context.createQueue("native-batch"));
            for (Message sent : batch) {
                jakarta.jms.Message received = consumer.receive(LONG_MS);
                assertThat(received.getBody(byte[].class)).isEqualTo(sent.getBody());
                assertThat(received.getJMSType()).isEqualTo(sent.getTags());
                assertThat(received.getIntProperty("length")).isEqualTo(sent.getBody().length);
            }
        } finally {
            producer.shutdown();
        }
    }

    @Test
    void aConsumerGroupMovesFromNativeToJmsAndKeepsItsPlace() throws Exception {
        DefaultMQProducer producer = producer("moving-producer");
        List<MessageExt> seen = new CopyOnWriteArrayList<>();
        try (JMSContext context = context()) {
            producer.send(new Message("moving", "first".getBytes(UTF_8)));
            DefaultMQPushConsumer consumer = consumer("moving-group", "moving", "*", seen);
            try {
                await("first").atMost(PATIENCE).untilAsserted(() -> assertThat(seen).hasSize(1));
                assertThatThrownBy(() -> context.createConsumer(context.createTopic("moving?consumerGroup=moving-group")))
                    .isInstanceOf(JMSRuntimeException.class).hasMessageContaining("12104");
            } finally {
                consumer.shutdown();
            }
            producer.send(new Message("moving", "second".getBytes(UTF_8)));

            JMSConsumer member = awaitConsumer(context, "moving?consumerGroup=moving-group");

            assertThat(new String(member.receiveBody(byte[].class, LONG_MS), UTF_8)).isEqualTo("second");
            assertThat(member.receive(200)).isNull();
        } finally {
            producer.shutdown();
        }
    }

    /** The broker learns a moment later that the native member has gone. */
    private static JMSConsumer awaitConsumer(JMSContext context, String topic) {
        return await("group is free").atMost(PATIENCE).ignoreExceptions().until(
            () -> context.createConsumer(context.createTopic(topic)), java.util.Objects::nonNull);
    }

    @Test
    void listenersShareAConsumerGroupByName() throws JMSException {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (JMSContext context = context(); JMSContext second = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            for (JMSContext each : List.of(context, second)) {
                each.createConsumer(each.createTopic("grouped?consumerGroup=billing")).setMessageListener(message -> {
                    try {
                        seen.add(message.getBody(String.class));
                    } catch (JMSException e) {
                        seen.add(e.toString());
                    }
                });
            }
            for (int i = 0; i < 50; i++) {
                second.createProducer().send(second.createTopic("grouped"), "m" + i);
            }

            await("each once").atMost(PATIENCE).untilAsserted(() -> assertThat(seen).hasSize(50).doesNotHaveDuplicates());
        }
    }
}
