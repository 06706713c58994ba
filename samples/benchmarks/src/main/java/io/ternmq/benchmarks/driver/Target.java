package io.ternmq.benchmarks.driver;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.measure.Load;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.exception.RemotingException;

/**
 * The server under load and the clients for it. Every load gets names of its own, so that none meets the messages of another.
 *
 * @param nameServerAddress {@code host:port}
 * @param brokerPid process to measure
 */
record Target(String nameServerAddress, long brokerPid) {

    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final long TOPIC_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long TOPIC_RETRY_MS = 100;
    private static final int SEND_TIMEOUT_MS = 10_000;

    /** A name that no other load of this server has. */
    static String name(Load load) {
        return "bench_" + load.text().replace('/', '_') + "_" + RUNS.incrementAndGet();
    }

    /** A started producer with its defaults, except: bodies are not compressed, since that would measure zlib in the client. */
    DefaultMQProducer producer(String name) throws DriverException {
        DefaultMQProducer producer = new DefaultMQProducer(name + "_producer");
        producer.setNamesrvAddr(nameServerAddress);
        producer.setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
        producer.setSendMsgTimeout(SEND_TIMEOUT_MS);
        try {
            producer.start();
        } catch (MQClientException e) {
            throw new DriverException("starting a producer for " + nameServerAddress, e);
        }
        return producer;
    }

    /** A push consumer with its defaults that reads the topic from its beginning; not started. */
    DefaultMQPushConsumer consumer(String topic, int threads) throws DriverException {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(topic + "_consumer");
        consumer.setNamesrvAddr(nameServerAddress);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setConsumeThreadMin(threads);
        consumer.setConsumeThreadMax(threads);
        try {
            consumer.subscribe(topic, "*");
        } catch (MQClientException e) {
            throw new DriverException("subscribing " + topic, e);
        }
        return consumer;
    }

    /** Shuts a client down, but does not wait for it: it joins its threads, which may take a minute and is no part of a load. */
    static void dispose(Runnable shutdown) {
        Thread thread = new Thread(shutdown, "dispose");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends one message without a sending time, which creates the topic. The route of a broker that has just started takes a moment. */
    static void createTopic(DefaultMQProducer producer, String topic) throws DriverException, InterruptedException {
        long deadlineNs = System.nanoTime() + TOPIC_TIMEOUT_NS;
        while (true) {
            try {
                producer.send(new Message(topic, new byte[Long.BYTES]));
                return;
            } catch (MQClientException | MQBrokerException | RemotingException e) {
                if (System.nanoTime() > deadlineNs) {
                    throw new DriverException("creating topic " + topic, e);
                }
                TimeUnit.MILLISECONDS.sleep(TOPIC_RETRY_MS);
            }
        }
    }
}
