package io.ternmq.jca.fake;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.ConsumerControl;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jca.connection.TernProvider;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.Xid;

/** A JMS client that notes what is asked of it. Any thread. */
public final class FakeProvider implements JmsProvider {

    private final List<FakeConnection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final java.util.Queue<Throwable> consumerFailures = new ConcurrentLinkedQueue<>();
    private final Set<Xid> inDoubt = ConcurrentHashMap.newKeySet();
    private volatile boolean isBreaking;
    private volatile boolean isWithoutXa;
    private volatile CountDownLatch failingStart;

    /** The next {@code count} connections fail. */
    public FakeProvider refuse(int count) {
        refusals.set(count);
        return this;
    }

    /** The next consumer that has not yet a failure fails with this. */
    public void failConsumer(Throwable failure) {
        consumerFailures.add(failure);
    }

    /** The start of the next connection fails, when this is counted down. */
    public void failStart(CountDownLatch until) {
        failingStart = until;
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

    /** The branches that the broker is in doubt about: what recover() lists, and what ending them takes away. */
    public Set<Xid> inDoubt() {
        return inDoubt;
    }

    /** From now on XA sessions are refused, as on a broker that has no transactions. */
    public void withoutXa() {
        isWithoutXa = true;
    }

    @Override
    public void check(ConnectionSettings settings) throws JMSException {
        new TernProvider().check(settings);
    }

    @Override
    public void checkSelector(String selector) throws JMSException {
        new TernProvider().checkSelector(selector);
    }

    @Override
    public ConnectionFactory connectionFactory(ConnectionSettings settings) throws JMSException {
        settings.requireNameServers();
        return Recorder.proxy(ConnectionFactory.class, (method, arguments) -> connect(settings).asJms());
    }

    @Override
    public XAConnectionFactory xaConnectionFactory(ConnectionSettings settings) throws JMSException {
        settings.requireNameServers();
        return Recorder.proxy(XAConnectionFactory.class, (method, arguments) -> connect(settings).asJms());
    }

    @Override
    public XAConnection recoveryConnection(ConnectionSettings settings) throws JMSException {
        settings.requireNameServers();
        return connect(new ConnectionSettings(settings.nameServers(), settings.user(), settings.password(), null, settings.options()))
                .asJms();
    }

    private FakeConnection connect(ConnectionSettings settings) throws JMSException {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new JMSException("no broker there");
        }
        FakeConnection connection = new FakeConnection(settings, isBreaking, isWithoutXa ? null : inDoubt, consumerFailures);
        connection.failStart(failingStart);
        failingStart = null;
        connections.add(connection);
        return connection;
    }

    @Override
    public XAConnection pooledConnection(ConnectionSettings settings) throws JMSException {
        settings.requireNameServers();
        return connect(settings).asJms();
    }

    @Override
    public boolean isConnectionLost(JMSException failure) {
        return new TernProvider().isConnectionLost(failure);
    }

    @Override
    public ConsumerControl control(Session session, MessageConsumer consumer) {
        return connections.stream().map(connection -> connection.control(consumer)).filter(Objects::nonNull).findFirst().orElseThrow();
    }

    @Override
    public RuntimeException notSeen(Exception cause) {
        return new NotSeenException(cause);
    }

    /** What a listener throws that has not seen its message. */
    public static final class NotSeenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotSeenException(Exception cause) {
            super(cause);
        }
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
