package io.ternmq.samples.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.exception.RemotingException;

/** An unmodified RocketMQ client: sends orders, and listens to confirmations. */
final class RocketMqSide implements AutoCloseable {

    private final DefaultMQProducer producer = new DefaultMQProducer("orders_demo_producer");
    private final DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("orders_demo_consumer");
    private final List<String> confirmations = new CopyOnWriteArrayList<>();

    static {
        // Consumers look for new queues every second instead of every 20.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "1000");
    }

    private RocketMqSide() {
    }

    /** @param onConfirmation gets the text of each confirmation, on threads of the client */
    static RocketMqSide start(String nameServers, Consumer<String> onConfirmation) throws MQClientException {
        RocketMqSide side = new RocketMqSide();
        side.producer.setNamesrvAddr(nameServers);
        side.producer.start();
        side.consumer.setNamesrvAddr(nameServers);
        side.consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        // The topic may be made only by its first message; by default a client looks for it every 30 seconds.
        side.consumer.setPollNameServerInterval(1_000);
        side.consumer.subscribe("order_confirmations", "confirmed");
        side.consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> {
                String text = new String(message.getBody(), UTF_8);
                side.confirmations.add(text);
                onConfirmation.accept(text);
            });
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        side.consumer.start();
        return side;
    }

    SendResult order(String json) throws MQClientException, RemotingException, MQBrokerException, InterruptedException {
        return producer.send(new Message("orders", "phone", json.getBytes(UTF_8)));
    }

    List<String> confirmations() {
        return confirmations;
    }

    @Override
    public void close() {
        producer.shutdown();
        consumer.shutdown();
    }
}
