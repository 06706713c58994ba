package io.ternmq.benchmarks.driver;

import io.ternmq.benchmarks.load.Bodies;
import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

/**
 * Fills a topic, then lets a push consumer read it. Measured from the first message at the listener to the last, so that finding
 * the queues is not counted.
 */
final class Drain {

    private static final int BATCHES_IN_FLIGHT = 8;
    private static final int BATCH_LIMIT = 32;
    private static final int BATCH_LIMIT_BYTES = 512 * 1024;
    private static final long SMALL_PER_MS = 40;
    private static final long MAX_BYTES_PER_MS = 100_000;
    private static final long TIMEOUT_S = 120;

    private final Target target;
    private final Load load;
    private final Meter meter;

    Drain(Target target, Load load) {
        this.target = target;
        this.load = load;
        this.meter = new Meter(target.brokerPid());
    }

    Measurement run(Window window) throws DriverException, InterruptedException {
        long count = Math.min(SMALL_PER_MS, Math.max(1, MAX_BYTES_PER_MS / load.sizeBytes())) * window.measureMs();
        String topic = Target.name(load);
        fill(topic, count);
        return drain(topic, count);
    }

    private void fill(String topic, long count) throws DriverException, InterruptedException {
        DefaultMQProducer producer = target.producer(topic);
        Meter fillMeter = new Meter(target.brokerPid());
        try {
            Target.createTopic(producer, topic);
            AsyncSender sender = new AsyncSender(producer, topic, fillMeter, BATCHES_IN_FLIGHT);
            // What is refused is sent again: the topic must hold the wanted number
            while (fillMeter.messages() < count) {
                send(sender, count - fillMeter.messages());
                sender.awaitAnswers();
            }
        } finally {
            Target.dispose(producer::shutdown);
        }
    }

    private void send(AsyncSender sender, long count) throws InterruptedException {
        Bodies bodies = new Bodies(load.sizeBytes());
        int limit = Math.max(1, Math.min(BATCH_LIMIT, BATCH_LIMIT_BYTES / load.sizeBytes()));
        for (long missing = count; missing > 0; missing -= limit) {
            long nowNs = System.nanoTime();
            int size = (int) Math.min(limit, missing);
            sender.sendBatch(Stream.generate(() -> bodies.at(nowNs)).limit(size).toList(), nowNs);
        }
    }

    private Measurement drain(String topic, long count) throws DriverException, InterruptedException {
        DefaultMQPushConsumer consumer = target.consumer(topic, load.level());
        Countdown countdown = new Countdown(count);
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            countdown.received(messages.stream().filter(message -> Bodies.intendedNs(message.getBody()) != 0).count());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        try {
            consumer.start();
            return countdown.await();
        } catch (MQClientException e) {
            throw new DriverException("starting a consumer of " + topic, e);
        } finally {
            Target.dispose(consumer::shutdown);
        }
    }

    /** Begins the window at the first message and ends it at the last. Called by the consumer's threads. */
    private final class Countdown {

        private final long count;
        private final AtomicLong remaining;
        private final AtomicBoolean isBegun = new AtomicBoolean();
        private final CountDownLatch last = new CountDownLatch(1);

        Countdown(long count) {
            this.count = count;
            this.remaining = new AtomicLong(count);
        }

        void received(long messages) {
            if (isBegun.compareAndSet(false, true)) {
                meter.begin();
            }
            if (remaining.addAndGet(-messages) <= 0) {
                last.countDown();
            }
        }

        Measurement await() throws InterruptedException, DriverException {
            if (!last.await(TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new DriverException(remaining.get() + " of " + count + " messages not consumed after " + TIMEOUT_S + " s");
            }
            return meter.end(load).withMessages(count);
        }
    }
}
