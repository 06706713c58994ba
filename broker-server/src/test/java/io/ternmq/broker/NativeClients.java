package io.ternmq.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** RocketMQ's own clients for a test, all of them shut down at its end. */
final class NativeClients implements AutoCloseable {
    static {
        // Consumers look for new queues, such as those of a retry topic, every second instead of every 20.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "1000");
    }

    private final String nameServer;
    private final Deque<Runnable> shutdowns = new ArrayDeque<>();

    NativeClients(String nameServer) {
        this.nameServer = nameServer;
    }

    DefaultMQProducer producer() throws MQClientException {
        DefaultMQProducer producer = new DefaultMQProducer("producer-" + UUID.randomUUID());
        producer.setNamesrvAddr(nameServer);
        producer.setInstanceName(UUID.randomUUID().toString());
        producer.start();
        shutdowns.push(producer::shutdown);
        return producer;
    }

    /** A push consumer that begins with the first message, not started yet. */
    DefaultMQPushConsumer consumer(String group, String topic, String expression) throws MQClientException {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
        consumer.setNamesrvAddr(nameServer);
        consumer.setInstanceName(UUID.randomUUID().toString());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setPollNameServerInterval(500);
        consumer.subscribe(topic, expression);
        return consumer;
    }

    DefaultMQPushConsumer started(DefaultMQPushConsumer consumer) throws MQClientException {
        consumer.start();
        shutdowns.push(consumer::shutdown);
        return consumer;
    }

    /** A started push consumer that collects what comes. */
    List<MessageExt> collect(String group, String topic, String expression) throws MQClientException {
        List<MessageExt> received = new CopyOnWriteArrayList<>();
        DefaultMQPushConsumer consumer = consumer(group, topic, expression);
        consumer.registerMessageListener(listener(received::addAll));
        started(consumer);
        return received;
    }

    static MessageListenerConcurrently listener(Consumer<List<MessageExt>> listener) {
        return (messages, context) -> {
            listener.accept(messages);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        };
    }

    static Message message(String topic, String tag, String body) {
        return new Message(topic, tag, body.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> bodies(List<MessageExt> messages) {
        return messages.stream().map(NativeClients::body).toList();
    }

    static String body(MessageExt message) {
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        while (!shutdowns.isEmpty()) {
            shutdowns.pop().run();
        }
    }
}
