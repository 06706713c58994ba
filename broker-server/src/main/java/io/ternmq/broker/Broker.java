package io.ternmq.broker;

import io.ternmq.broker.config.BrokerConfig;
import io.ternmq.broker.config.HostNames;
import io.ternmq.broker.network.RequestDispatcher;
import io.ternmq.broker.routing.NameServerRegistration;
import io.ternmq.namesrv.NameServer;
import io.ternmq.wire.command.route.BrokerIdentity;
import io.ternmq.wire.connection.ConnectionConfig;
import io.ternmq.wire.connection.FrameServer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker: composition root. Starts in this order: sockets (a port in use must not cost a recovery), store and engine,
 * handlers, registration; stops in reverse. What has started is closed when a later step fails.
 */
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private static final long REGISTRATION_WAIT_MS = 3_000;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private InetSocketAddress advertised;
    private String nameServerAddress;
    private BrokerParts parts;

    private Broker() {
    }

    /**
     * Starts a broker; when this returns it answers and is being registered.
     *
     * @param onFailure told once when it can no longer store: the process should end
     * @throws RuntimeException with a message for the user: a port or a store in use, an unusable directory
     */
    public static Broker start(BrokerConfig config, Consumer<Throwable> onFailure) {
        Broker broker = new Broker();
        try {
            broker.startParts(config, onFailure);
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private void startParts(BrokerConfig config, Consumer<Throwable> onFailure) {
        List<String> nameServers = config.nameServers();
        if (config.hasEmbeddedNameServer()) {
            nameServers = List.of(startNameServer(config));
        }
        nameServerAddress = String.join(";", nameServers);
        RequestDispatcher dispatcher = new RequestDispatcher(config.admission().allowAnonymousAdmin());
        FrameServer server = keep(new FrameServer(ConnectionConfig.defaults().withThreadNamePrefix("broker-io"), dispatcher));
        advertised = advertised(config, server.bind(resolve(config.network().bindAddress(), config.network().listenPort())));
        parts = keep(BrokerParts.open(config, advertised, onFailure));
        parts.addHandlers(dispatcher);
        dispatcher.open();
        BrokerConfig.Identity identity = config.identity();
        NameServerRegistration registration = keep(new NameServerRegistration(nameServers,
            new BrokerIdentity(identity.clusterName(), identity.brokerName(), identity.brokerId(), address()),
            advertised.getHostString() + ":" + config.network().haListenPort(), parts.topics(), config.admission().permission()));
        registration.start();
        awaitRegistration(registration);
        parts.announceWith(registration::announce);
    }

    // Whoever starts a broker may use it at once; one whose name servers are away starts all the same.
    private static void awaitRegistration(NameServerRegistration registration) {
        try {
            registration.announce().get(REGISTRATION_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("the broker is not registered with all its name servers yet: {}", e.toString());
        }
    }

    private String startNameServer(BrokerConfig config) {
        InetSocketAddress bind = resolve(config.network().bindAddress(), config.network().nameServerPort());
        Path keyValueFile = config.storage().paths().root().resolve("config").resolve("kvConfig.json");
        NameServer nameServer;
        try {
            nameServer = keep(NameServer.start(bind, keyValueFile, config.admission().allowAnonymousAdmin()));
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(e.getCause().getMessage()
                + " (for the broker's own name server; namesrvAddr=host:port makes it use another one)", e);
        }
        InetAddress bound = nameServer.address().getAddress();
        String host = bound.isAnyLocalAddress() ? HostNames.reachableAddress(bound, List.of()) : bound.getHostAddress();
        return host + ":" + nameServer.address().getPort();
    }

    private static InetSocketAddress advertised(BrokerConfig config, InetSocketAddress bound) {
        String host = config.network().advertisedAddress();
        return resolve(host != null ? host : HostNames.reachableAddress(bound.getAddress(), config.nameServers()), bound.getPort());
    }

    /** An address to listen on or to tell others; throws {@link IllegalArgumentException} for a host nobody knows. */
    static InetSocketAddress resolve(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("unknown host " + host + " (expected: an address of this machine)", e);
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        started.push(part);
        return part;
    }

    /** The parts behind the network. */
    BrokerParts parts() {
        return parts;
    }

    /** {@code host:port} that clients are told. */
    public String address() {
        return advertised.getAddress().getHostAddress() + ":" + advertised.getPort();
    }

    /** Addresses {@code host:port;host:port} of the name servers it is registered with; its own when it carries one. */
    public String nameServerAddress() {
        return nameServerAddress;
    }

    /** Stops everything in reverse order; what fails is reported, and the rest is stopped all the same. Idempotent. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.error("{} did not stop cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }
}
