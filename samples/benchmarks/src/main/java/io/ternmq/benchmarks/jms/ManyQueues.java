package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.Bodies;
import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import io.ternmq.benchmarks.load.Window;
import io.ternmq.benchmarks.load.Workers;
import io.ternmq.benchmarks.measure.Load;
import io.ternmq.benchmarks.measure.Measurement;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Many queues: making them, sending to all of them in turn with a listener at each, as fast as it goes or at a rate, and using one. */
final class ManyQueues implements JmsLoad {

    private static final int CONSUMING_SESSIONS = 4;
    private static final int UNDER_WAY = 256;
    private static final long RECEIVE_MS = 10_000;
    private static final long ARRIVAL_TIMEOUT_S = 60;
    private static final int RATE_PER_SECOND = 1000;
    /** Of a fixed rate: more than a minute's, so that a provider that falls behind is charged for it. */
    private static final int MOST_UNDER_WAY = 100_000;

    private final JmsTarget target;
    private final QueueNames.Cache names;
    private final Load load;
    private final Ledger ledger = new Ledger();
    private final Outbox outbox;
    private final Meter meter;

    ManyQueues(JmsTarget target, QueueNames.Cache names, Load load) {
        this.target = target;
        this.names = names;
        this.load = load;
        this.outbox = new Outbox(load.sizeBytes(), ledger);
        this.meter = target.meter();
    }

    @Override
    public Measurement run(Window window) throws JMSException, InterruptedException, DriverException {
        return switch (load.work()) {
            case JMS_QUEUES_CREATE -> create();
            case JMS_QUEUES_TRAFFIC -> traffic(window, UNDER_WAY, System::nanoTime);
            case JMS_QUEUES_LATENCY -> traffic(window, MOST_UNDER_WAY, new FixedRate(RATE_PER_SECOND));
            case JMS_QUEUES_NEXT -> next(window);
            default -> throw new DriverException(load.text() + " is not about many queues");
        };
    }

    private Measurement create() throws JMSException, InterruptedException {
        QueueNames fresh = names.fresh(load);
        try (Connection connection = target.connect()) {
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(null);
            meter.begin();
            for (String name : fresh.all()) {
                long beginNs = System.nanoTime();
                producer.send(session.createQueue(name), outbox.next(session, beginNs));
                meter.done(1, System.nanoTime() - beginNs);
            }
            Measurement measurement = meter.end(load);
            return measurement.withFailures(receiveFirst(session, connection, fresh));
        }
    }

    /** Takes the message that each of the queues was made with. */
    private int receiveFirst(Session session, Connection connection, QueueNames made) throws JMSException, InterruptedException {
        for (String name : made.all()) {
            session.createConsumer(session.createQueue(name)).setMessageListener(Inbox.enteringInto(ledger));
        }
        connection.start();
        ledger.awaitAll(Inbox.IDLE_MS);
        return ledger.wrong();
    }

    private Measurement traffic(Window window, int mostUnderWay, Turns turns) throws JMSException, InterruptedException, DriverException {
        List<String> queues = names.of(load).all();
        Semaphore underWay = new Semaphore(mostUnderWay);
        try (Connection sending = target.connectCompleting(); Connection receiving = target.connect()) {
            listen(receiving, queues, underWay);
            Session session = sending.createSession(Session.AUTO_ACKNOWLEDGE);
            CompletedSends sends = new CompletedSends(session.createProducer(null), mostUnderWay, latencyNs -> { });
            Destinations destinations = new Destinations(session, queues);
            Workers workers = new Workers();
            workers.start(1, JmsLoad.worker(() -> {
                if (!underWay.tryAcquire(ARRIVAL_TIMEOUT_S, TimeUnit.SECONDS)) {
                    throw new DriverException("nothing arrived in " + ARRIVAL_TIMEOUT_S + " s, " + ledger);
                }
                long dueNs = turns.awaitNext();
                sends.send(destinations.next(), outbox.next(session, dueNs), dueNs);
            }));
            Measurement measurement = meter.measure(window, load);
            workers.stop();
            sends.await();
            ledger.awaitAll(Inbox.IDLE_MS);
            return measurement.withFailures(ledger.wrong());
        }
    }

    /** At least as many listeners as sessions, one at least for each queue. */
    private void listen(Connection connection, List<String> queues, Semaphore underWay) throws JMSException {
        Session[] sessions = new Session[CONSUMING_SESSIONS];
        for (int index = 0; index < sessions.length; index++) {
            sessions[index] = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        }
        MessageListener listener = message -> received(message, underWay);
        for (int index = 0; index < Math.max(queues.size(), sessions.length); index++) {
            Session session = sessions[index % sessions.length];
            session.createConsumer(session.createQueue(queues.get(index % queues.size()))).setMessageListener(listener);
        }
        connection.start();
    }

    private void received(Message message, Semaphore underWay) {
        try {
            byte[] body = Outbox.body(message);
            meter.done(1, System.nanoTime() - Bodies.intendedNs(body));
            ledger.arrived(Bodies.number(body));
            underWay.release();
        } catch (JMSException e) {
            throw new IllegalStateException("reading a message", e);
        }
    }

    private Measurement next(Window window) throws JMSException, InterruptedException, DriverException {
        String name = names.of(load).all().get(0);
        try (Connection connection = target.connect()) {
            connection.start();
            Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
            Queue queue = session.createQueue(name);
            MessageProducer producer = session.createProducer(queue);
            MessageConsumer consumer = session.createConsumer(queue);
            Workers workers = new Workers();
            workers.start(1, JmsLoad.worker(() -> {
                long beginNs = System.nanoTime();
                producer.send(outbox.next(session, beginNs));
                Message message = consumer.receive(RECEIVE_MS);
                if (message == null) {
                    throw new DriverException("no message in " + RECEIVE_MS + " ms, " + ledger);
                }
                meter.done(1, System.nanoTime() - beginNs);
                Inbox.enter(message, ledger);
            }));
            Measurement measurement = meter.measure(window, load);
            workers.stop();
            return measurement.withFailures(ledger.wrong());
        }
    }

    /** Says when messages are sent. Used by one thread. */
    @FunctionalInterface
    private interface Turns {
        /** Waits for the next one; returns when it was due, which is earlier than now when the sender is late. */
        long awaitNext();
    }

    private static final class FixedRate implements Turns {

        private final long intervalNs;
        private long nextNs;

        FixedRate(int perSecond) {
            this.intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        }

        @Override
        public long awaitNext() {
            long dueNs = nextNs == 0 ? System.nanoTime() : nextNs;
            nextNs = dueNs + intervalNs;
            for (long waitNs = dueNs - System.nanoTime(); waitNs > 0; waitNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(waitNs);
            }
            return dueNs;
        }
    }

    /** The queues in turn. Used by one thread. */
    private static final class Destinations {

        private final List<Queue> queues = new ArrayList<>();
        private int turn;

        Destinations(Session session, List<String> names) throws JMSException {
            for (String name : names) {
                queues.add(session.createQueue(name));
            }
        }

        Queue next() {
            return queues.get(turn++ % queues.size());
        }
    }
}
