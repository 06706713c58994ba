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
import jakarta.jms.Session;

/** Empties a queue that was filled before. Measured until the last message is with the application. */
final class Receiving implements JmsLoad {

    private static final int SLOW_PER_MS = 10;
    private static final int FAST_PER_MS = 40;
    private static final int FAST_BATCH = 10;
    private static final int MAX_BYTES_PER_MS = 100_000;
    private static final long RECEIVE_MS = 500;

    private final JmsTarget target;
    private final Load load;
    private final String queue;
    private final Ledger ledger = new Ledger();
    private final Meter meter;

    Receiving(JmsTarget target, Load load) {
        this.target = target;
        this.load = load;
        this.queue = JmsTarget.name(load);
        this.meter = target.meter();
    }

    @Override
    public Measurement run(Window window) throws JMSException, InterruptedException, DriverException {
        int count = count(window);
        Filler.fill(target, queue, ledger, count, load.sizeBytes());
        Measurement measurement;
        try (Connection connection = target.connect()) {
            measurement = switch (load.work()) {
                case JMS_RECEIVE -> receive(connection, load.level(), this::startAutomatic);
                case JMS_TX_RECEIVE -> receive(connection, 1, this::startTransacted);
                case JMS_LISTENER -> listen(connection);
                default -> throw new DriverException(load.text() + " does not receive");
            };
        }
        return measurement.withMessages(count).withFailures(ledger.wrong() + Inbox.left(target, queue));
    }

    /** What fits into the window by a guess, so that the two sides do the same. */
    private int count(Window window) {
        boolean isFast = load.work() == Work.JMS_LISTENER || load.work() == Work.JMS_TX_RECEIVE && load.level() >= FAST_BATCH;
        int perMs = Math.min(isFast ? FAST_PER_MS : SLOW_PER_MS, Math.max(1, MAX_BYTES_PER_MS / load.sizeBytes()));
        return Math.toIntExact(perMs * window.measureMs());
    }

    @FunctionalInterface
    private interface Receiver {
        void start(Connection connection, Workers workers) throws JMSException;
    }

    private Measurement receive(Connection connection, int receivers, Receiver receiver)
            throws JMSException, InterruptedException, DriverException {
        connection.start();
        Workers workers = new Workers();
        meter.begin();
        for (int index = 0; index < receivers; index++) {
            receiver.start(connection, workers);
        }
        ledger.awaitAll(Inbox.IDLE_MS);
        Measurement measurement = meter.end(load);
        workers.stop();
        return measurement;
    }

    private void startAutomatic(Connection connection, Workers workers) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        workers.start(1, JmsLoad.worker(() -> {
            long beginNs = System.nanoTime();
            Message message = consumer.receive(RECEIVE_MS);
            if (message != null) {
                meter.done(1, System.nanoTime() - beginNs);
                Inbox.enter(message, ledger);
            }
        }));
    }

    private void startTransacted(Connection connection, Workers workers) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
        workers.start(1, JmsLoad.worker(() -> {
            long beginNs = System.nanoTime();
            Message[] batch = new Message[load.level()];
            int received = 0;
            for (Message message = consumer.receive(RECEIVE_MS); message != null; message = consumer.receive(RECEIVE_MS)) {
                batch[received++] = message;
                if (received == batch.length) {
                    break;
                }
            }
            session.commit();
            if (received > 0) {
                meter.done(received, System.nanoTime() - beginNs);
            }
            for (int index = 0; index < received; index++) {
                Inbox.enter(batch[index], ledger);
            }
        }));
    }

    private Measurement listen(Connection connection) throws JMSException, InterruptedException {
        for (int index = 0; index < load.level(); index++) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            session.createConsumer(session.createQueue(queue)).setMessageListener(Inbox.enteringInto(ledger));
        }
        meter.begin();
        connection.start();
        ledger.awaitAll(Inbox.IDLE_MS);
        return meter.end(load);
    }
}
