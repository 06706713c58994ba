package io.ternmq.benchmarks.driver;

import io.ternmq.benchmarks.load.Bodies;
import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * End-to-end latency: messages are due at fixed times, and each is timed from when it was due, not from when the sender got round
 * to it; so a server that stalls is charged for everything that waited (no coordinated omission).
 */
final class FixedRate {

    private static final int CONSUMER_THREADS = 20;
    private static final int IN_FLIGHT = 20_000;
    private static final long SHORTEST_WARM_UP_MS = 1000;
    private static final long ARRIVAL_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Target target;
    private final Load load;
    private final Bodies bodies;
    private volatile Meter arrivals;

    FixedRate(Target target, Load load) {
        this.target = target;
        this.load = load;
        this.bodies = new Bodies(load.sizeBytes());
        this.arrivals = new Meter(target.brokerPid());
    }

    Measurement run(Window window) throws DriverException, InterruptedException {
        String topic = Target.name(load);
        DefaultMQProducer producer = target.producer(topic);
        DefaultMQPushConsumer consumer = target.consumer(topic, CONSUMER_THREADS);
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> received(messages));
        try {
            Target.createTopic(producer, topic);
            consumer.start();
            // The consumer must have its queues before the clock runs, else the first second is about finding them
            long missing = sendFor(producer, topic, Math.max(window.warmUpMs(), SHORTEST_WARM_UP_MS));
            if (missing > 0) {
                throw new DriverException(missing + " messages of the warm-up of " + topic + " did not arrive");
            }
            arrivals = new Meter(target.brokerPid());
            arrivals.begin();
            arrivals.failed(sendFor(producer, topic, window.measureMs()));
            return arrivals.end(load);
        } catch (MQClientException e) {
            throw new DriverException("starting a consumer of " + topic, e);
        } finally {
            Target.dispose(producer::shutdown);
            Target.dispose(consumer::shutdown);
        }
    }

    private ConsumeConcurrentlyStatus received(List<MessageExt> messages) {
        long nowNs = System.nanoTime();
        for (MessageExt message : messages) {
            long intendedNs = Bodies.intendedNs(message.getBody());
            if (intendedNs != 0) {
                arrivals.done(1, nowNs - intendedNs);
            }
        }
        return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    }

    /** Sends at the rate, waits until everything has arrived, and returns how many messages have not. */
    private long sendFor(DefaultMQProducer producer, String topic, long durationMs) throws DriverException, InterruptedException {
        AsyncSender sender = new AsyncSender(producer, topic, new Meter(target.brokerPid()), IN_FLIGHT);
        long intervalNs = TimeUnit.SECONDS.toNanos(1) / load.level();
        long count = durationMs * load.level() / TimeUnit.SECONDS.toMillis(1);
        long dueNs = System.nanoTime();
        for (long index = 0; index < count; index++) {
            awaitTime(dueNs);
            sender.send(bodies.at(dueNs), dueNs);
            dueNs += intervalNs;
        }
        sender.awaitAnswers();
        return count - awaitArrivals(count);
    }

    private static void awaitTime(long dueNs) {
        for (long waitNs = dueNs - System.nanoTime(); waitNs > 0; waitNs = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(waitNs);
        }
    }

    private long awaitArrivals(long count) {
        long deadlineNs = System.nanoTime() + ARRIVAL_TIMEOUT_NS;
        while (arrivals.messages() < count && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(POLL_NS);
        }
        return Math.min(count, arrivals.messages());
    }
}
