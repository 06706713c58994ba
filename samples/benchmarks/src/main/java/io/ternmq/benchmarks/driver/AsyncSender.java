package io.ternmq.benchmarks.driver;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.exception.RemotingException;

/** Sends with a callback and never has more than a number of sends under way. Any thread. */
final class AsyncSender {

    private static final long SETTLE_TIMEOUT_S = 30;

    private final DefaultMQProducer producer;
    private final String topic;
    private final Meter meter;
    private final int limit;
    private final Semaphore permits;

    AsyncSender(DefaultMQProducer producer, String topic, Meter meter, int limit) {
        this.producer = producer;
        this.topic = topic;
        this.meter = meter;
        this.limit = limit;
        this.permits = new Semaphore(limit);
    }

    /** Waits until there is room, then sends; the meter gets the time from {@code intendedNs} to the answer. */
    void send(byte[] body, long intendedNs) throws InterruptedException {
        permits.acquire();
        try {
            producer.send(new Message(topic, body), new Answer(1, intendedNs));
        } catch (MQClientException | RemotingException e) {
            meter.failed(1);
            permits.release();
        }
    }

    /** Waits until there is room, then sends the bodies as one list, which counts as one under way. */
    void sendBatch(List<byte[]> bodies, long intendedNs) throws InterruptedException {
        permits.acquire();
        try {
            List<Message> batch = bodies.stream().map(body -> new Message(topic, body)).toList();
            producer.send(batch, new Answer(batch.size(), intendedNs));
        } catch (MQClientException | MQBrokerException | RemotingException e) {
            meter.failed(bodies.size());
            permits.release();
        }
    }

    /** Waits until everything has its answer. */
    void awaitAnswers() throws InterruptedException, DriverException {
        if (!permits.tryAcquire(limit, SETTLE_TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new DriverException((limit - permits.availablePermits()) + " sends to " + topic + " not answered after 30 s");
        }
        permits.release(limit);
    }

    private final class Answer implements SendCallback {

        private final int count;
        private final long intendedNs;

        Answer(int count, long intendedNs) {
            this.count = count;
            this.intendedNs = intendedNs;
        }

        @Override
        public void onSuccess(SendResult result) {
            meter.done(count, System.nanoTime() - intendedNs);
            permits.release();
        }

        @Override
        public void onException(Throwable cause) {
            meter.failed(count);
            permits.release();
        }
    }
}
