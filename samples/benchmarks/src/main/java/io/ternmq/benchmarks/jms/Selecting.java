package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Work;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.concurrent.TimeUnit;

/** Fresh consumers with selectors on a deep queue, one after the other. */
final class Selecting implements JmsLoad {

    private static final int FIRST_MATCHES = 50;
    private static final long FIRST_MATCH_MS = 60_000;

    private final JmsTarget target;
    private final DeepQueue.Cache queues;
    private final Load load;
    private final Meter meter;

    Selecting(JmsTarget target, DeepQueue.Cache queues, Load load) {
        this.target = target;
        this.queues = queues;
        this.load = load;
        this.meter = target.meter();
    }

    @Override
    public Measurement run(Window window) throws JMSException, InterruptedException, DriverException {
        DeepQueue queue = queues.of(load);
        try (Connection connection = target.connect()) {
            connection.start();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            Queue destination = session.createQueue(queue.name());
            meter.begin();
            long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(window.measureMs());
            int consumers = 0;
            do {
                if (load.work() == Work.JMS_SELECT_FIRST) {
                    receiveFirst(session, destination, queue);
                } else {
                    receiveAll(session, destination, queue);
                }
                consumers++;
            } while (System.nanoTime() < endNs && consumers < FIRST_MATCHES);
            return meter.end(load);
        }
    }

    private void receiveFirst(Session session, Queue destination, DeepQueue queue) throws JMSException {
        long beginNs = System.nanoTime();
        try (MessageConsumer consumer = session.createConsumer(destination, queue.nextSelector())) {
            Message message = consumer.receive(FIRST_MATCH_MS);
            if (message == null) {
                meter.failed(1);
                return;
            }
            meter.done(1, System.nanoTime() - beginNs);
            Inbox.enter(message, queue.ledger());
        }
    }

    private void receiveAll(Session session, Queue destination, DeepQueue queue) throws JMSException, InterruptedException {
        Arrivals arrivals = new Arrivals(queue.ledger());
        long beginNs = System.nanoTime();
        try (MessageConsumer consumer = session.createConsumer(destination, queue.nextSelector())) {
            consumer.setMessageListener(arrivals);
            int missing = queue.matches() - arrivals.await(queue.matches(), Inbox.IDLE_MS);
            meter.failed(missing);
            meter.done(queue.matches() - missing, System.nanoTime() - beginNs);
        }
    }
}
