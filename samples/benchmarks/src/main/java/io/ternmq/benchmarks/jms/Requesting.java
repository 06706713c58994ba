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

/** Requesters that wait for each reply, and one replier with a listener on a connection of its own. */
final class Requesting implements JmsLoad {

    private static final long REPLY_MS = 10_000;

    private final JmsTarget target;
    private final Load load;
    private final String queue;
    private final Ledger ledger = new Ledger();
    private final Outbox outbox;
    private final Meter meter;

    Requesting(JmsTarget target, Load load) {
        this.target = target;
        this.load = load;
        this.queue = JmsTarget.name(load);
        this.outbox = new Outbox(load.sizeBytes(), ledger);
        this.meter = target.meter();
    }

    @Override
    public Measurement run(Window window) throws JMSException, InterruptedException, DriverException {
        try (Connection replying = target.connect(); Connection requesting = target.connect()) {
            startReplier(replying);
            requesting.start();
            Workers workers = new Workers();
            for (int index = 0; index < load.level(); index++) {
                startRequester(requesting, index, workers);
            }
            Measurement measurement = meter.measure(window, load);
            workers.stop();
            return measurement.withFailures(ledger.wrong());
        }
    }

    private void startReplier(Connection connection) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(null);
        session.createConsumer(session.createQueue(queue)).setMessageListener(request -> {
            try {
                Message reply = outbox.reply(session, request);
                reply.setJMSCorrelationID(request.getJMSCorrelationID());
                producer.send(request.getJMSReplyTo(), reply);
            } catch (JMSException e) {
                throw new IllegalStateException("replying", e);
            }
        });
        connection.start();
    }

    private void startRequester(Connection connection, int index, Workers workers) throws JMSException {
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        Queue replies = load.work() == Work.JMS_REQUEST
            ? session.createTemporaryQueue()
            : session.createQueue(queue + "_reply_" + index);
        MessageConsumer consumer = session.createConsumer(replies);
        MessageProducer producer = session.createProducer(session.createQueue(queue));
        workers.start(1, JmsLoad.worker(() -> {
            int number = ledger.next();
            long beginNs = System.nanoTime();
            Message request = outbox.message(session, beginNs, number);
            String correlation = index + "-" + number;
            request.setJMSCorrelationID(correlation);
            request.setJMSReplyTo(replies);
            producer.send(request);
            Message reply = consumer.receive(REPLY_MS);
            if (reply == null || !correlation.equals(reply.getJMSCorrelationID())) {
                throw new DriverException("reply to " + correlation + ": " + reply);
            }
            meter.done(1, System.nanoTime() - beginNs);
            Inbox.enter(reply, ledger);
        }));
    }
}
