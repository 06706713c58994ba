package io.ternmq.benchmarks.driver;

import io.ternmq.benchmarks.load.Bodies;
import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.load.Workers;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

/** One thread that sends with callbacks as fast as answers come. */
final class AsyncSend {

    private final Target target;
    private final Load load;
    private final Bodies bodies;
    private final Meter meter;

    AsyncSend(Target target, Load load) {
        this.target = target;
        this.load = load;
        this.bodies = new Bodies(load.sizeBytes());
        this.meter = new Meter(target.brokerPid());
    }

    Measurement run(Window window) throws DriverException, InterruptedException {
        String topic = Target.name(load);
        DefaultMQProducer producer = target.producer(topic);
        try {
            Target.createTopic(producer, topic);
            AsyncSender sender = new AsyncSender(producer, topic, meter, load.level());
            Workers workers = new Workers();
            workers.start(1, () -> {
                long nowNs = System.nanoTime();
                sender.send(bodies.at(nowNs), nowNs);
            });
            Measurement measurement = meter.measure(window, load);
            workers.stop();
            sender.awaitAnswers();
            return measurement;
        } finally {
            Target.dispose(producer::shutdown);
        }
    }
}
