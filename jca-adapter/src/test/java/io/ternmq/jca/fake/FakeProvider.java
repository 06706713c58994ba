package io.ternmq.jca.fake;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A JMS client that notes what is asked of it. Any thread. */
public final class FakeProvider implements JmsProvider {

    private final List<FakeConnection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean isBreaking;

    /** The next {@code count} connections fail. */
    public FakeProvider refuse(int count) {
        refusals.set(count);
        return this;
    }

    /** The links of connections made from now on break while their sessions are opened; or no longer. */
    public void breakLinks(boolean isWanted) {
        isBreaking = isWanted;
    }

    /** All connections made so far. */
    public List<FakeConnection> connections() {
        return connections;
    }

    /** The newest connection. */
    public FakeConnection last() {
        return connections.get(connections.size() - 1);
    }

    @Override
    public ConnectionFactory connectionFactory(ConnectionSettings settings) throws JMSException {
        settings.requireNameServers();
        return Recorder.proxy(ConnectionFactory.class, (method, arguments) -> {
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new JMSException("no broker there");
            }
            FakeConnection connection = new FakeConnection(settings, isBreaking);
            connections.add(connection);
            return connection.asJms();
        });
    }

    @Override
    public Queue queue(String name) {
        return new TernQueue(name);
    }

    @Override
    public Topic topic(String name) {
        return new TernTopic(name);
    }

    @Override
    public Destination inConsumerGroup(Destination destination, String consumerGroup) {
        TernTopic topic = new TernTopic(destination.toString());
        topic.setConsumerGroup(consumerGroup);
        return topic;
    }
}
