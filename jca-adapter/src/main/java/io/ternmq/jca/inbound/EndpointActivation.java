package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import jakarta.jms.JMSException;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One message-driven bean at work. Connects in the background and again whenever the connection is lost, for ever, so that neither
 * deployment nor the bean depends on the broker being there. Any thread; the lock guards the state.
 *
 * <pre>
 *   CONNECTING --connected--> RUNNING --lost--> BACKOFF --time--> CONNECTING
 *   CONNECTING --failed--> BACKOFF           any --stop()--> STOPPED
 * </pre>
 */
public final class EndpointActivation {

    private static final System.Logger LOG = System.getLogger(EndpointActivation.class.getName());
    private static final long FIRST_BACKOFF_MS = 250;
    private static final long MAX_BACKOFF_MS = 15_000;

    // Fewer than a plain listener's: what waits behind one slow delivery cannot go to the other consumers of the bean.
    private static final String PREFETCH = "8";

    private enum State { CONNECTING, RUNNING, BACKOFF, STOPPED }

    private final EndpointContext context;
    private final TernActivationSpec spec;
    private final DestinationResolver destinations;
    private final String name;

    private final Object lock = new Object();
    private State state = State.CONNECTING;
    private EndpointConnection connection;
    // Lost, and perhaps still at work on a last message.
    private final List<EndpointConnection> ending = new ArrayList<>();
    private long backoffMs = FIRST_BACKOFF_MS;

    /** An activation that is not yet started. */
    public EndpointActivation(EndpointContext context, TernActivationSpec spec) {
        this.context = context;
        this.spec = spec;
        this.destinations = new DestinationResolver(spec);
        String given = context.endpoints().getActivationName();
        this.name = given == null || given.isBlank() ? UUID.randomUUID().toString() : given;
    }

    /** Begins to connect, and returns at once. */
    public void start() {
        destinations.tryEarly();
        connectSoon();
    }

    /** Ends deliveries; waits for those that are running. */
    public void stop() {
        List<EndpointConnection> last;
        synchronized (lock) {
            state = State.STOPPED;
            end(connection);
            connection = null;
            last = List.copyOf(ending);
        }
        last.forEach(EndpointConnection::close);
    }

    /** With the lock held: remembers a connection whose deliveries {@link #stop()} has to wait for. */
    private void end(EndpointConnection last) {
        ending.removeIf(EndpointConnection::isClosed);
        if (last != null) {
            ending.add(last);
        }
    }

    private void connectSoon() {
        try {
            context.workManager().scheduleWork(new ConnectWork());
        } catch (WorkException e) {
            backOff(e);
        }
    }

    private void connect() {
        try {
            ConnectionSettings settings = spec.settings().over(context.broker().settings())
                    .withDefaultOption("prefetch", PREFETCH);
            JmsProvider provider = context.broker().provider();
            ConsumerOpening opening = new ConsumerOpening(spec, destinations.resolve(provider), subscriptionName());
            EndpointConnection opened = EndpointConnection.open(context, provider, settings, opening, this::lost);
            if (running(opened)) {
                opened.start();
                LOG.log(System.Logger.Level.INFO, "{0} listens to {1} at {2} with {3} consumers", name, opening.destination(),
                        settings.nameServers(), opening.count());
            } else {
                opened.close();
            }
        } catch (JMSException | RuntimeException e) {
            backOff(e);
        }
    }

    /** Takes the new connection over; false when nobody wants it any more. */
    private boolean running(EndpointConnection opened) throws JMSException {
        synchronized (lock) {
            if (state == State.STOPPED) {
                return false;
            }
            if (opened.lossOrNull() != null) {
                opened.closeLater();
                throw opened.lossOrNull();
            }
            state = State.RUNNING;
            connection = opened;
            backoffMs = FIRST_BACKOFF_MS;
            return true;
        }
    }

    private void lost(EndpointConnection which, JMSException cause) {
        synchronized (lock) {
            if (connection != which) {
                return;
            }
            end(which);
            connection = null;
        }
        backOff(cause);
        which.closeLater();
    }

    private void backOff(Exception cause) {
        long delayMs;
        synchronized (lock) {
            if (state == State.STOPPED) {
                return;
            }
            EndpointConnection broken = connection;
            end(broken);
            connection = null;
            if (broken != null) {
                broken.closeLater();
            }
            state = State.BACKOFF;
            delayMs = backoffMs;
            backoffMs = Math.min(MAX_BACKOFF_MS, backoffMs * 2);
        }
        LOG.log(System.Logger.Level.WARNING, "{0} is not connected, trying again in {1} ms: {2}", name, delayMs, cause.getMessage());
        try {
            context.timer().schedule(this::connectAgain, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: the adapter is stopping", name);
        }
    }

    private void connectAgain() {
        synchronized (lock) {
            if (state != State.BACKOFF) {
                return;
            }
            state = State.CONNECTING;
        }
        connectSoon();
    }

    private String subscriptionName() {
        return spec.getSubscriptionName() == null || spec.getSubscriptionName().isBlank() ? name : spec.getSubscriptionName();
    }

    private final class ConnectWork implements Work {
        @Override
        public void run() {
            connect();
        }

        @Override
        public void release() {
            // Connecting ends by its own time-out.
        }
    }
}
