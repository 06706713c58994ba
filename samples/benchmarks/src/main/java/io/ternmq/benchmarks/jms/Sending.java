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
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/** Persistent sends to one queue; when the window is over, the queue is emptied and its messages counted. */
final class Sending implements JmsLoad {

    /** One thread of a load: its session, and what it repeats. */
    @FunctionalInterface
    private interface Sender {
        void start(Connection connection, Workers workers) throws JMSException;
    }

    private final JmsTarget target;
    private final Load load;
    private final String queue;
    private final Ledger ledger = new Ledger();
    private final Outbox outbox;
    private final Meter meter;

    Sending(JmsTarget target, Load load) {
        this.target = target;
        this.load = load;
        this.queue = JmsTarget.name(load);
        this.outbox = new Outbox(load.sizeBytes(), ledger);
        this.meter = target.meter();
    }

    @Override
    public Measurement run(Window window) throws JMSException, InterruptedException, DriverException {
        Measurement measurement;
        try (Connection connection = load.work() == Work.JMS_ASYNC ? target.connectCompleting() : target.connect()) {
            measurement = switch (load.work()) {
                case JMS_SEND -> run(window, connection, load.level(), this::startBlocking);
                case JMS_TX_SEND -> run(window, connection, 1, this::startTransacted);
                case JMS_ASYNC -> runAsync(window, connection);
                default -> throw new DriverException(load.text() + " does not send");
            };
        }
        return measurement.withFailures(Inbox.drain(target, queue, ledger));
    }

    private Measurement run(Window window, Connection connection, int senders, Sender sender)
            throws JMSException, InterruptedException, DriverException {
        Workers workers = new Workers();
        for (int index = 0; index < senders; index++) {
            sender.start(connection, workers);
        }
        Measurement measurement = meter.measure(window, load);
        workers.stop();
        return measurement;
    }

    private void startBlocking(Connection connection, Workers workers) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(queue));
        workers.start(1, JmsLoad.worker(() -> {
            long beginNs = System.nanoTime();
            producer.send(outbox.next(session, beginNs));
            meter.done(1, System.nanoTime() - beginNs);
        }));
    }

    private void startTransacted(Connection connection, Workers workers) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(session.createQueue(queue));
        workers.start(1, JmsLoad.worker(() -> {
            long beginNs = System.nanoTime();
            for (int sent = 0; sent < load.level(); sent++) {
                producer.send(outbox.next(session, beginNs));
            }
            session.commit();
            meter.done(load.level(), System.nanoTime() - beginNs);
        }));
    }

    private Measurement runAsync(Window window, Connection connection) throws JMSException, InterruptedException, DriverException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        CompletedSends sends = new CompletedSends(session.createProducer(session.createQueue(queue)), load.level(),
            latencyNs -> meter.done(1, latencyNs));
        Measurement measurement = run(window, connection, 1, (ignored, workers) -> workers.start(1, JmsLoad.worker(() -> {
            long nowNs = System.nanoTime();
            sends.send(outbox.next(session, nowNs), nowNs);
        })));
        sends.await();
        return measurement;
    }
}
