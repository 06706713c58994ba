package io.ternmq.jms.rocketmq;

import io.ternmq.jms.core.Await;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.jms.mapping.Replies;
import io.ternmq.wire.command.Command;
import io.ternmq.wire.command.RequestCode;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.command.route.KeyValueTable;
import io.ternmq.wire.frame.Frame;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** The masters of a cluster and what they can do. Any thread; what waits says so. */
final class Cluster implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Cluster.class.getName());
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RocketMqSettings settings;
    private final NameServers nameServers;
    private final Map<String, BrokerLink> links = new ConcurrentHashMap<>();
    private final Capabilities capabilities;
    private final String version;

    private Cluster(RocketMqSettings settings, NameServers nameServers) throws JMSException {
        this.settings = settings;
        this.nameServers = nameServers;
        for (BrokerData master : awaitMasters()) {
            moved(master.brokerName(), master.masterAddress());
        }
        List<Probe> probes = probeMasters();
        this.capabilities = probes.stream().map(Probe::capabilities).reduce(Capabilities::and).orElseThrow();
        this.version = probes.get(0).version();
        capabilities.requirePop();
    }

    /** Finds the masters and asks what they can do. Waits. */
    static Cluster connect(RocketMqSettings settings) throws JMSException {
        NameServers nameServers = new NameServers(settings.nameServers(), settings.connectTimeoutMs(), settings.requestTimeoutMs());
        try {
            return new Cluster(settings, nameServers);
        } catch (JMSException e) {
            nameServers.close();
            throw e;
        }
    }

    /** A broker that is just starting registers a moment after it listens: worth waiting for. */
    private List<BrokerData> awaitMasters() throws JMSException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.connectTimeoutMs());
        List<BrokerData> masters = nameServers.masters();
        while (masters.isEmpty()) {
            if (System.nanoTime() > deadlineNs) {
                throw JmsErrors.of(JmsErrors.CONNECTION_LOST, "No broker is registered with the name servers " + settings.nameServers(), null);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            masters = nameServers.masters();
        }
        return masters;
    }

    /** A master that is down, and that the name servers have not noticed yet, does not keep the others from being used. */
    private List<Probe> probeMasters() throws JMSException {
        List<Probe> probes = new ArrayList<>();
        JMSException failure = null;
        for (BrokerLink master : masters()) {
            try {
                probes.add(probe(master));
            } catch (JMSException e) {
                LOG.log(System.Logger.Level.WARNING, "Broker {0} does not answer: {1}", master.brokerName(), e.getMessage());
                failure = e;
            }
        }
        if (probes.isEmpty()) {
            throw failure;
        }
        return probes;
    }

    private record Probe(Capabilities capabilities, String version) {
    }

    private Probe probe(BrokerLink master) throws JMSException {
        try {
            Map<String, String> runtime = ask(master, Frame.request(RequestCode.GET_BROKER_RUNTIME_INFO), "Asking broker "
                + master.brokerName() + " for its version", frame -> KeyValueTable.read(frame.body()).table());
            Capabilities found = ask(master, Frame.request(RequestCode.GET_BROKER_CONFIG), "Asking broker " + master.brokerName()
                + " for its settings", frame -> Capabilities.read(frame.body()));
            return new Probe(found, runtime.getOrDefault("brokerVersionDesc", "unknown"));
        } catch (JMSException e) {
            if (JmsErrors.CONNECTION_LOST.equals(e.getErrorCode()) || JmsErrors.TIMED_OUT.equals(e.getErrorCode())) {
                throw e;
            }
            LOG.log(System.Logger.Level.INFO, "Broker " + master.brokerName() + " does not tell its settings, RocketMQ's defaults are"
                + " assumed: " + e.getMessage());
            return new Probe(Capabilities.of(new Properties()), "unknown");
        }
    }

    Capabilities capabilities() {
        return capabilities;
    }

    /** For people. */
    String version() {
        return version;
    }

    RocketMqSettings settings() {
        return settings;
    }

    NameServers nameServers() {
        return nameServers;
    }

    /** Every master that is known. */
    List<BrokerLink> masters() {
        return List.copyOf(links.values());
    }

    /** A name server has just said that a master is there. */
    void moved(String brokerName, String address) {
        links.computeIfAbsent(brokerName, name -> new BrokerLink(name, address, settings)).moveTo(address);
    }

    /** The way to a master, wherever it is by now. */
    BrokerLink link(TopicRoute.Place place) {
        return links.computeIfAbsent(place.brokerName(), name -> new BrokerLink(name, place.address(), settings));
    }

    /** Asks and waits. */
    <T> T ask(BrokerLink broker, Frame request, String what, Function<Frame, T> reader) throws JMSException {
        return await(Replies.read(broker.request(request), what, reader), what);
    }

    /** Asks for something that has nothing to say, and waits. */
    void tell(BrokerLink broker, Command command, String what) throws JMSException {
        await(Replies.done(broker.request(command.toFrame()), what), what);
    }

    /** Whether the broker answers with success; false when it answers with {@code absentCode}. Waits. */
    boolean has(BrokerLink broker, Frame request, int absentCode, String what) throws JMSException {
        return await(Replies.read(broker.request(request), what, Set.of(ResponseCode.SUCCESS, absentCode),
            frame -> frame.code() == ResponseCode.SUCCESS), what);
    }

    <T> T await(CompletableFuture<T> answer, String what) throws JMSException {
        // The request has its own time-out, which says more.
        return Await.await(answer, settings.connectTimeoutMs() + 2 * settings.requestTimeoutMs(), what);
    }

    @Override
    public void close() {
        links.values().forEach(BrokerLink::close);
        nameServers.close();
    }
}
