package io.ternmq.jms.remote;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.core.ProviderEvents;
import io.ternmq.jms.lookup.Addresses;
import io.ternmq.jms.lookup.NameServers;
import io.ternmq.jms.mapping.InboundMapping;
import io.ternmq.jms.transport.Link;
import io.ternmq.jms.transport.LinkEvents;
import io.ternmq.wire.command.ResponseCode;
import io.ternmq.wire.command.route.BrokerData;
import io.ternmq.wire.connection.ConnectionClosedException;
import io.ternmq.wire.frame.Frame;
import io.ternmq.wire.jms.Connect;
import io.ternmq.wire.jms.Disconnect;
import io.ternmq.wire.jms.Renew;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The life of a connection to one broker group: its first link, and the next one when that breaks. Any thread.
 *
 * <pre>
 * OPEN --link closed--> INTERRUPTED --session taken up--> OPEN
 *                            | \------new session-------> OPEN (told to renew before)
 *                            \--given up, or closing()--> LOST
 * </pre>
 */
final class RemoteConnection implements Reconnection.Attempt {
    private static final System.Logger LOG = System.getLogger(RemoteConnection.class.getName());
    private static final long DISCONNECT_TIMEOUT_MS = 2000;

    private final RemoteSettings settings;
    private final NameServers nameServers;
    private final ProviderEvents events;
    private final RemoteConsumers consumers;
    private final RemoteTemporaries temporaries = new RemoteTemporaries();
    private final Handshake handshake;
    private final Reconnection reconnection;
    /** Held while the connection gets or loses its link and its owner is told, so that he hears of both in their order. */
    private final Object linkChanges = new Object();
    private volatile RequestLine line;
    private volatile BrokerData broker;
    private volatile boolean isOnlyBroker;
    private volatile Connect.Reply session;
    private volatile boolean isClosing;
    // Why the link is about to be closed from this side; null: it is the other one's doing.
    private volatile JMSException fault;

    private RemoteConnection(RemoteSettings settings, NameServers nameServers, BrokerData broker, String clientId,
            ProviderEvents events) {
        this.settings = settings;
        this.nameServers = nameServers;
        this.broker = broker;
        this.events = events;
        this.consumers = new RemoteConsumers(new InboundMapping(settings.isNativeText()), events);
        this.handshake = new Handshake(clientId, UUID.randomUUID().toString(), settings.leaseMs(), settings.requestTimeoutMs());
        this.reconnection = new Reconnection(settings.reconnect(), this);
    }

    /**
     * Connects and waits for the broker's answer.
     *
     * @param isOnlyBroker whether the name servers know no other
     * @param clientId     nullable
     * @throws IOException  when the broker cannot be reached
     * @throws JMSException when it refuses
     */
    static RemoteConnection open(RemoteSettings settings, NameServers nameServers, BrokerData broker, boolean isOnlyBroker,
            String clientId, ProviderEvents events) throws IOException, JMSException {
        RemoteConnection connection = new RemoteConnection(settings, nameServers, broker, clientId, events);
        connection.isOnlyBroker = isOnlyBroker;
        Link link = connection.openLink(broker);
        try {
            connection.session = connection.handshake.begin(link);
        } catch (JMSException e) {
            link.close("the broker did not accept the connection");
            throw e;
        }
        connection.line = new RequestLine(SessionEpochs.first(connection.session.epoch()), settings.requestTimeoutMs(),
            settings.flow().timeoutMs(), connection.consumers);
        connection.adopt(link, () -> { });
        return connection;
    }

    private Link openLink(BrokerData target) throws IOException, JMSException {
        Pushes pushes = new Pushes();
        Link link = SignOn.open(Addresses.resolve(Addresses.parse(target.masterAddress())), settings, pushes);
        pushes.link = link;
        return link;
    }

    private void adopt(Link link, Runnable onResumed) {
        synchronized (linkChanges) {
            if (!line.resume(link)) {
                link.close("closed while it connected");
                return;
            }
            onResumed.run();
        }
        link.repeat(() -> renewLease(link), Math.max(1, session.leaseMs() / 3));
        if (!link.isOpen()) {
            // Closed before it was the connection's: nobody was told.
            onClosed(link);
        }
    }

    /** On the event loop. A broker that does not answer in time is as good as gone: there is still time to take the session up. */
    private void renewLease(Link link) {
        long timeoutMs = Math.max(1, Math.min(settings.requestTimeoutMs(), session.leaseMs() / 3));
        link.request(new Renew(session.epoch()).toFrame(), timeoutMs).whenComplete((answer, failure) -> {
            if (failure == null && answer.code() != ResponseCode.SUCCESS && answer.code() != ResponseCode.SYSTEM_BUSY) {
                breakOff(link, "the broker does not renew the lease: " + answer.remark(), null);
            } else if (failure != null && !(failure instanceof ConnectionClosedException)) {
                breakOff(link, "the lease cannot be renewed: " + failure.getMessage(), failure);
            }
            if (answer != null) {
                answer.release();
            }
        });
    }

    private void breakOff(Link link, String reason, Throwable cause) {
        fault = JmsErrors.of(JmsErrors.CONNECTION_LOST, "The connection to the broker at " + link.remoteAddress() + " is closed: " + reason,
            cause);
        link.close(reason);
    }

    private void onClosed(Link link) {
        RequestLine requests = line;
        if (requests == null) {
            return;
        }
        synchronized (linkChanges) {
            if (requests.interrupt(link)) {
                interrupted(link);
            }
        }
    }

    private void interrupted(Link link) {
        JMSException cause = fault != null ? fault
            : JmsErrors.of(JmsErrors.CONNECTION_LOST, "The connection to the broker at " + link.remoteAddress() + " is lost", null);
        fault = null;
        if (isClosing || !settings.reconnect().isOn()) {
            lost(cause);
        } else {
            events.onInterrupted(cause);
            // After what the loop still has to do for this link: everything that was asked over it waits then.
            link.afterwards(reconnection::begin);
        }
    }

    private void lost(JMSException cause) {
        Runnable failures = line.end(cause);
        if (failures != null) {
            // First, so that nobody takes what fails by it for news.
            events.onConnectionLost(cause);
            failures.run();
        }
    }

    // ---- the next link

    @Override
    public boolean isWanted() {
        return !isClosing;
    }

    @Override
    public void run() throws IOException, JMSException {
        broker = lookUp();
        Link link = openLink(broker);
        try {
            Connect.Reply same = handshake.takeUp(link, session.epoch(), consumers.received());
            if (same != null) {
                session = same;
            } else {
                renew(handshake.begin(link));
            }
        } catch (JMSException | RuntimeException e) {
            link.close("the broker did not accept the connection");
            throw e;
        }
        adopt(link, events::onResumed);
    }

    /** The same broker group, wherever its master is now. Its name server may come up after it. */
    private BrokerData lookUp() {
        try {
            return masters().stream().filter(this::isOurs).findFirst().orElse(broker);
        } catch (JMSException e) {
            LOG.log(System.Logger.Level.DEBUG, "Reconnecting to the last address of broker " + broker.brokerName(), e);
            return broker;
        } finally {
            if (isClosing) {
                nameServers.close();
            }
        }
    }

    private List<BrokerData> masters() throws JMSException {
        List<BrokerData> masters = nameServers.masters();
        if (!masters.isEmpty()) {
            isOnlyBroker = masters.stream().allMatch(this::isOurs);
        }
        return masters;
    }

    /** Asks the name servers whether this is still the only broker; when none answers, nothing changes. */
    void lookForOthers() {
        try {
            masters();
        } catch (JMSException e) {
            LOG.log(System.Logger.Level.DEBUG, "Nobody says whether there are other brokers", e);
        }
    }

    private boolean isOurs(BrokerData master) {
        return master.brokerName().equals(broker.brokerName());
    }

    private void renew(Connect.Reply next) {
        session = next;
        consumers.clear();
        long mark = line.mark();
        temporaries.createAgain(line);
        line.renew(next.epoch(), events.onRenewed(), mark);
    }

    @Override
    public void onGivenUp(JMSException cause) {
        lost(cause);
    }

    // ---- for the provider

    RequestLine line() {
        return line;
    }

    RemoteConsumers consumers() {
        return consumers;
    }

    RemoteTemporaries temporaries() {
        return temporaries;
    }

    /** What was agreed on last. */
    Connect.Reply session() {
        return session;
    }

    String connectionId() {
        return handshake.connectionId();
    }

    /** Whether there is no link at the moment, and may be one again. */
    boolean isInterrupted() {
        return !isClosing && line.isInterrupted();
    }

    /** Whether there will be no link any more. */
    boolean isOver() {
        return isClosing || line.isEnded();
    }

    /** Where the broker is, or was. */
    BrokerData broker() {
        return broker;
    }

    /** Whether the name servers knew no other broker when they were asked last. */
    boolean isOnlyBroker() {
        return isOnlyBroker;
    }

    /** A break is not repaired any more, and one that is there is taken for the end. */
    void closing() {
        isClosing = true;
        if (line.link() == null) {
            lost(JmsErrors.of(JmsErrors.CONNECTION_LOST, "The connection is closed while it is interrupted", null));
        }
    }

    /** Ends the session in good order when there is a link. Idempotent; waits for a short time. */
    void close() {
        isClosing = true;
        Link link = line.link();
        Runnable failures = line.end(JmsErrors.of(JmsErrors.CONNECTION_LOST, "The connection is closed", null));
        if (failures != null) {
            failures.run();
        }
        try {
            if (failures != null && link != null && link.isOpen()) {
                link.request(new Disconnect(session.epoch()).toFrame(), DISCONNECT_TIMEOUT_MS)
                    .thenAccept(Frame::release).get(DISCONNECT_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "The broker did not confirm the end of a connection; its lease ends by itself", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (link != null) {
                link.close();
            }
            nameServers.close();
        }
    }

    /** What one link reports. */
    private final class Pushes implements LinkEvents {
        private volatile Link link;

        @Override
        public void onPush(Frame frame) {
            try {
                consumers.onPush(frame);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "What the broker sent cannot be read: the connection is closed", e);
                breakOff(link, "a push of the broker cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        public void onClosed() {
            if (link != null) {
                RemoteConnection.this.onClosed(link);
            }
        }
    }
}
