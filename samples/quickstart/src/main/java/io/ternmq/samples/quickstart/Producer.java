package io.ternmq.samples.quickstart;

import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;

/** Sends five messages and prints what the broker answers. */
public final class Producer {

    private Producer() {
    }

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("test_quick_producer_name");
        producer.setNamesrvAddr(Const.NAME_SERVER_ADDR);
        producer.start();
        for (int i = 0; i < 5; i++) {
            Message message = new Message("test_quick_topic", // topic
                "TagA", // tag
                "key" + i, // the application's own key
                ("Hello RocketMQ" + i).getBytes()); // body
            SendResult sendResult = producer.send(message);
            System.out.println("消息发出" + sendResult);
        }
        producer.shutdown();
    }
}
