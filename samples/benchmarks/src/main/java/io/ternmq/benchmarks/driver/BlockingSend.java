package io.ternmq.benchmarks.driver;

import io.ternmq.benchmarks.load.Bodies;
import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.load.Workers;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.exception.RemotingException;

/** Threads that share one producer, send one message or one list, and wait for the answer. */
final class BlockingSend {

    private static final int BATCH_THREADS = 4;

    private final Load load;
    private final int threads;
    private final int messagesPerCall;
    private final Target target;
    private final Bodies bodies;
    private final Meter meter;

    private BlockingSend(Target target, Load load, int threads, int messagesPerCall) {
        this.target = target;
        this.load = load;
        this.threads = threads;
        this.messagesPerCall = messagesPerCall;
        this.bodies = new Bodies(load.sizeBytes());
        this.meter = new Meter(target.brokerPid());
    }

    /** One message per call; the level is the number of threads. */
    static BlockingSend single(Target target, Load load) {
        return new BlockingSend(target, load, load.level(), 1);
    }

    /** A list per call from four threads; the level is its length. */
    static BlockingSend batch(Target target, Load load) {
        return new BlockingSend(target, load, BATCH_THREADS, load.level());
    }

    Measurement run(Window window) throws DriverException, InterruptedException {
        String topic = Target.name(load);
        DefaultMQProducer producer = target.producer(topic);
        try {
            Target.createTopic(producer, topic);
            Workers workers = new Workers();
            workers.start(threads, () -> send(producer, topic));
            Measurement measurement = meter.measure(window, load);
            workers.stop();
            return measurement;
        } finally {
            Target.dispose(producer::shutdown);
        }
    }

    private void send(DefaultMQProducer producer, String topic) throws InterruptedException {
        long beginNs = System.nanoTime();
        try {
            if (messagesPerCall == 1) {
                producer.send(new Message(topic, bodies.at(beginNs)));
            } else {
                producer.send(batch(topic, beginNs));
            }
            meter.done(messagesPerCall, System.nanoTime() - beginNs);
        } catch (MQClientException | MQBrokerException | RemotingException e) {
            meter.failed(messagesPerCall);
        }
    }

    private List<Message> batch(String topic, long nowNs) {
        List<Message> batch = new ArrayList<>(messagesPerCall);
        for (int index = 0; index < messagesPerCall; index++) {
            batch.add(new Message(topic, bodies.at(nowNs)));
        }
        return batch;
    }
}
