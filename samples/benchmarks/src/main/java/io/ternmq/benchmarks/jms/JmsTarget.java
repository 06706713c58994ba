package io.ternmq.benchmarks.jms;

import io.ternmq.benchmarks.load.DriverException;
import io.ternmq.benchmarks.load.Meter;
import io.ternmq.benchmarks.measure.Load;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server under load. Every load gets queues of its own.
 *
 * @param factory the provider's connection factory with its defaults
 * @param completing the same with what the provider needs to call completion listeners when the message is safe, and not before
 * @param brokerPid process to measure
 */
record JmsTarget(ConnectionFactory factory, ConnectionFactory completing, long brokerPid) {

    private static final AtomicInteger NAMES = new AtomicInteger();

    /** The provider whose factory has this name and takes a URI. */
    static JmsTarget of(String factoryClass, String uri, String completingUri, long brokerPid) throws DriverException {
        return new JmsTarget(factory(factoryClass, uri), factory(factoryClass, completingUri), brokerPid);
    }

    private static ConnectionFactory factory(String factoryClass, String uri) throws DriverException {
        try {
            return (ConnectionFactory) Class.forName(factoryClass).getConstructor(String.class).newInstance(uri);
        } catch (ReflectiveOperationException e) {
            throw new DriverException("making a " + factoryClass + " for " + uri, e);
        }
    }

    /** A queue name that no other load of this server has. */
    static String name(Load load) {
        return "bench_" + load.text().replace('/', '_').replace('-', '_') + "_" + NAMES.incrementAndGet();
    }

    /** A connection that is not started. */
    Connection connect() throws JMSException {
        return factory.createConnection();
    }

    /** A connection, not started, on which sends may have completion listeners. */
    Connection connectCompleting() throws JMSException {
        return completing.createConnection();
    }

    /** A meter of the broker. */
    Meter meter() {
        return new Meter(brokerPid);
    }
}
