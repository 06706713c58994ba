package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.load.Workers;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import io.ternmq.benchmarks.measure.Work;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;

/** One session that sends to a queue's end and receives its head, so that its depth stays; beside it, perhaps, a selecting one. */
final class Passing implements JmsLoad {

    private static final long RECEIVE_MS = 10_000;
    // Silence after which a selector has no more matches: others may have been received without a selector
    private static final long NO_MORE_MS = 200;

    private final JmsTarget target;
    private final DeepQueue.Cache queues;
    private final Load load;
    private final Meter meter;

    Passing(JmsTarget target, DeepQueue.Cache queues, Load load) {
        this.target = target;
        this.queues = queues;
        this.load = load;
        this.meter = target.meter();
    }

    @Override
    public Measurement run(Window window) throws JMSException, InterruptedException, DriverException {
        DeepQueue queue = queues.of(load);
        try (Connection connection = target.connect(); Connection selecting = target.connect()) {
            connection.start();
            selecting.start();
            Workers workers = new Workers();
            startPassing(connection, queue, workers);
            if (load.work() == Work.JMS_PASS_SELECT) {
                startSelecting(selecting, queue, workers);
            }
            Measurement measurement = meter.measure(window, load);
            workers.stop();
            return measurement;
        }
    }

    private void startPassing(Connection connection, DeepQueue queue, Workers workers) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        Queue destination = session.createQueue(queue.name());
        MessageProducer producer = session.createProducer(destination);
        MessageConsumer consumer = session.createConsumer(destination);
        Outbox outbox = new Outbox(load.sizeBytes(), queue.ledger());
        workers.start(1, JmsLoad.worker(() -> {
            long beginNs = System.nanoTime();
            producer.send(outbox.next(session, beginNs));
            Message message = consumer.receive(RECEIVE_MS);
            if (message == null) {
                throw new DriverException("no message in " + RECEIVE_MS + " ms, " + queue.ledger());
            }
            meter.done(1, System.nanoTime() - beginNs);
            Inbox.enter(message, queue.ledger());
        }));
    }

    private static void startSelecting(Connection connection, DeepQueue queue, Workers workers) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        Queue destination = session.createQueue(queue.name());
        workers.start(1, JmsLoad.worker(() -> {
            Arrivals arrivals = new Arrivals(queue.ledger());
            try (MessageConsumer consumer = session.createConsumer(destination, queue.nextSelector())) {
                consumer.setMessageListener(arrivals);
                arrivals.await(queue.matches(), NO_MORE_MS);
            }
        }));
    }
}
