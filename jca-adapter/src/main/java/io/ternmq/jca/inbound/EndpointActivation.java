package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.connection.ConnectionSettings;
import io.ternmq.jca.connection.JmsProvider;
import io.ternmq.jca.inbound.FlowGate.Mode;
import jakarta.jms.JMSException;
import jakarta.resource.NotSupportedException;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One message-driven bean at work. Connects in the background and again whenever the connection is lost, for ever, so that neither
 * deployment nor the bean depends on the broker being there. Any thread; the lock guards the state.
 *
 * <pre>
 *   STARTING --connected--> RUNNING --lost--> BACKOFF --time--> STARTING
 *   STARTING --failed--> BACKOFF              any --stop()--> STOPPED
 * </pre>
 *
 * Each attempt to connect has a number: what comes of an older one, however late, changes nothing any more. While it is connected, the
 * {@link FlowGate} may hold deliveries back: it says PAUSED then, and TRYING while it lets one message pass.
 */
public final class EndpointActivation {

    private static final System.Logger LOG = System.getLogger(EndpointActivation.class.getName());
    private static final long FIRST_BACKOFF_MS = 250;
    private static final long MAX_BACKOFF_MS = 15_000;

    private enum State { STARTING, RUNNING, BACKOFF, STOPPED }

    private final EndpointContext context;
    private final TernActivationSpec spec;
    private final ActivationSettings settings;
    private final DestinationResolver destinations;
    private final FlowGate gate;
    private final DeliveryCounts counts = new DeliveryCounts();
    private final DeliveryParts parts;
    private final Scaling scaling;
    // Guarded by lock.
    private final OutageLog outages;

    private final Object lock = new Object();
    private State state = State.STARTING;
    private String trouble = "";
    private EndpointConnection connection;
    // Lost, and perhaps still at work on a last message.
    private final List<EndpointConnection> ending = new ArrayList<>();
    private long backoffMs = FIRST_BACKOFF_MS;
    private int attempt;
    private Future<?> nextAttempt;
    private Future<?> ticks;
    // The newest pause that is known here, and what ends it.
    private int pause;
    private Future<?> pauseEnd;
    /** What the gate says has not reached all sessions. */
    private volatile boolean isFlowStale;
    /** The server took no work when it was asked last. */
    private final AtomicBoolean isRefused = new AtomicBoolean();

    /**
     * An activation that is not yet started.
     *
     * @throws NotSupportedException when the bean's transactions cannot include its messages, or its destination is not of the type that it
     *                               wants, as far as is known yet
     */
    public static EndpointActivation of(EndpointContext context, TernActivationSpec spec) throws NotSupportedException {
        boolean isTransacted = !spec.emulatesTransactions() && isDeliveryTransacted(context, spec);
        ActivationSettings settings = new ActivationSettings(spec, context.broker());
        lookEarly(context, settings, isTransacted);
        DestinationResolver destinations = new DestinationResolver(spec);
        lookEarly(destinations);
        return new EndpointActivation(context, spec, settings, destinations, isTransacted);
    }

    private static boolean isDeliveryTransacted(EndpointContext context, TernActivationSpec spec) throws NotSupportedException {
        try {
            return context.endpoints().isDeliveryTransacted(spec.beanMethod().method());
        } catch (NoSuchMethodException e) {
            throw AdapterError.WRONG_ACTIVATION.in(new NotSupportedException("The bean does not implement "
                    + spec.beanMethod().method().getDeclaringClass().getName(), e));
        }
    }

    // On the thread that activates, where the application's names may be visible. What is not known yet, connecting finds out.
    private static void lookEarly(EndpointContext context, ActivationSettings settings, boolean isTransacted) throws NotSupportedException {
        ConnectionSettings known;
        try {
            known = settings.general();
        } catch (JMSException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: looked at again when it connects: {1}", context.name(), e.getMessage());
            return;
        }
        if (isTransacted && ActivationSettings.isWithoutXa(known)) {
            JMSException refusal = ConsumerOpening.withoutXa(new JMSException("RMQ-102: a plain RocketMQ cluster has none"));
            throw AdapterError.NO_XA.in(new NotSupportedException(refusal.getMessage(), refusal));
        }
    }

    private static void lookEarly(DestinationResolver destinations) throws NotSupportedException {
        try {
            destinations.tryEarly();
        } catch (JMSException e) {
            throw AdapterError.WRONG_ACTIVATION.in(new NotSupportedException(e.getMessage(), e));
        }
    }

    private EndpointActivation(EndpointContext context, TernActivationSpec spec, ActivationSettings settings,
                               DestinationResolver destinations, boolean isTransacted) {
        this.context = context;
        this.spec = spec;
        this.settings = settings;
        this.destinations = destinations;
        this.gate = new FlowGate(spec.failuresBeforePause(), spec.pauseMs(), this::onFlowChanged);
        this.parts = new DeliveryParts(spec.beanMethod(), isTransacted, gate, counts);
        this.outages = new OutageLog(context.name());
        this.scaling = new Scaling(context.name(), gate, this::runLater);
    }

    /** Begins to connect, and returns at once. */
    public void start() {
        int first;
        synchronized (lock) {
            if (state == State.STOPPED) {
                return;
            }
            first = ++attempt;
            ticks = context.timer().scheduleWithFixedDelay(this::tick, Scaling.TICK_MS, Scaling.TICK_MS, TimeUnit.MILLISECONDS);
        }
        connectSoon(first);
    }

    /** Ends deliveries; waits for those that are running, unless one of them calls. */
    public void stop() {
        List<EndpointConnection> last;
        synchronized (lock) {
            state = State.STOPPED;
            trouble = "";
            cancel(ticks);
            cancel(nextAttempt);
            cancel(pauseEnd);
            end(connection);
            connection = null;
            last = List.copyOf(ending);
        }
        // All before the first is waited for.
        last.forEach(EndpointConnection::endDeliveries);
        last.forEach(EndpointConnection::close);
    }

    private static void cancel(Future<?> laterOrNull) {
        if (laterOrNull != null) {
            laterOrNull.cancel(false);
        }
    }

    /** What is to be seen of it from outside. */
    public ActivationReport report() {
        EndpointConnection present;
        String shown;
        String reason;
        synchronized (lock) {
            present = connection;
            Mode mode = state == State.RUNNING ? gate.mode() : Mode.OPEN;
            shown = switch (mode) {
                case OPEN -> state.name();
                case HELD -> "PAUSED";
                case TRIAL -> "TRYING";
            };
            reason = mode == Mode.OPEN ? trouble : gate.reason();
        }
        DeliveryCounts.Problem problem = counts.lastProblem();
        return new ActivationReport(shown, reason, counts.delivered(), counts.failed(), present == null ? 0 : present.sessions().size(),
                problem == null ? null : problem.text(), problem == null ? 0 : problem.timeMs());
    }

    /** Its name, as the server or chance has given it. */
    public String name() {
        return context.name();
    }

    /** What it listens to, for people. */
    public String destination() {
        return spec.describeDestination();
    }

    /** Whether messages are part of the container's transactions. */
    public boolean isTransacted() {
        return parts.isTransacted();
    }

    /** Holds deliveries back until {@link #resume}. */
    public void pause(String reason) {
        gate.pause(reason);
    }

    /** Lets deliveries go on. */
    public void resume() {
        gate.resume();
    }

    /** With the lock held: remembers a connection whose deliveries {@link #stop()} has to wait for. */
    private void end(EndpointConnection last) {
        ending.removeIf(EndpointConnection::isClosed);
        if (last != null) {
            ending.add(last);
        }
    }

    private EndpointConnection connectionOrNull() {
        synchronized (lock) {
            return connection;
        }
    }

    private void tick() {
        EndpointConnection present = connectionOrNull();
        if (present == null) {
            return;
        }
        try {
            scaling.tick(present, System.nanoTime());
            if (isFlowStale || present.isTrialStuck()) {
                isFlowStale = false;
                applyFlowSoon();
            }
        } catch (RuntimeException | Error e) {
            // Thrown on, it would be the last tick.
            LOG.log(System.Logger.Level.WARNING, name() + ": looking at the sessions failed", e);
        }
    }

    private void onFlowChanged(Mode mode, long holdMs, int ofPause) {
        if (mode == Mode.HELD) {
            LOG.log(System.Logger.Level.WARNING, AdapterError.PAUSED.logged("Deliveries to {0} are paused {1}: {2}"), name(),
                    holdMs == 0 ? "until they are resumed" : "for " + holdMs + " ms", gate.reason());
        } else {
            LOG.log(System.Logger.Level.INFO, mode == Mode.OPEN ? "Deliveries to {0} go on" : "Deliveries to {0}: one is tried", name());
        }
        endPauseLater(ofPause, holdMs);
        applyFlowSoon();
    }

    /** After that time, if there is one; in place of what ends an older pause, or was to end this one. */
    private void endPauseLater(int ofPause, long holdMs) {
        synchronized (lock) {
            if (state == State.STOPPED || ofPause < pause) {
                return;
            }
            pause = ofPause;
            cancel(pauseEnd);
            pauseEnd = holdMs > 0 ? later(() -> gate.tryOne(ofPause), holdMs) : null;
        }
    }

    private void applyFlowSoon() {
        if (!runLater(this::applyFlow)) {
            isFlowStale = true;
        }
    }

    private void applyFlow() {
        EndpointConnection present = connectionOrNull();
        if (present != null) {
            try {
                present.applyFlow();
            } catch (JMSException | RuntimeException | Error e) {
                // Tried again at the next tick. Nothing is delivered that the gate does not let pass; a lost connection is opened as the
                // gate says then.
                isFlowStale = true;
                LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", name(), e.getMessage());
            }
        }
    }

    private void connectSoon(int number) {
        try {
            context.workManager().scheduleWork(new TaskWork(() -> connect(number)));
        } catch (WorkException | RuntimeException | Error e) {
            // A server at its limit of threads fails with an Error.
            backOff(number, e);
        }
    }

    /** Says once that the server takes no work, until it does. */
    private boolean runLater(Runnable task) {
        try {
            context.workManager().scheduleWork(new TaskWork(task));
            isRefused.set(false);
            return true;
        } catch (WorkException | RuntimeException | Error e) {
            LOG.log(isRefused.getAndSet(true) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "{0}: the server takes no work, which is tried again: {1}", name(), e.getMessage());
            return false;
        }
    }

    /** Null when the adapter is stopping. */
    private Future<?> later(Runnable task, long delayMs) {
        try {
            return context.timer().schedule(task, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: the adapter is stopping", name());
            return null;
        }
    }

    private void connect(int number) {
        if (!isWanted(number)) {
            return;
        }
        try {
            ConnectionSettings target = settings.forDeliveries();
            JmsProvider provider = context.broker().provider();
            ConsumerOpening opening = new ConsumerOpening(spec, destinations.resolve(provider), subscriptionName());
            EndpointConnection opened = EndpointConnection.open(context, target, opening, parts, this::lost);
            if (running(opened, number)) {
                opened.start();
                // The gate may have been moved while the sessions were opened.
                opened.applyFlow();
                LOG.log(System.Logger.Level.INFO, "{0} listens to {1} at {2} with {3} to {4} sessions{5}", name(), opening.destination(),
                        target.nameServers(), opening.minCount(), opening.maxCount(), parts.isTransacted() ? ", transacted" : "");
                connected(number);
            } else {
                opened.close();
            }
        } catch (JMSException | RuntimeException | Error e) {
            // Whatever it is, a bean that is neither connected nor tried again would be silent for ever.
            backOff(number, e);
        }
    }

    private boolean isWanted(int number) {
        synchronized (lock) {
            return state == State.STARTING && attempt == number;
        }
    }

    /** Takes the new connection over; false when nobody wants it any more. */
    private boolean running(EndpointConnection opened, int number) throws JMSException {
        JMSException loss;
        synchronized (lock) {
            if (!isWanted(number)) {
                return false;
            }
            loss = opened.lossOrNull();
            if (loss == null) {
                state = State.RUNNING;
                trouble = "";
                connection = opened;
                return true;
            }
        }
        opened.closeLater();
        throw loss;
    }

    private void connected(int number) {
        synchronized (lock) {
            if (state == State.RUNNING && attempt == number) {
                backoffMs = FIRST_BACKOFF_MS;
                outages.over();
            }
        }
    }

    private void lost(EndpointConnection which, JMSException cause) {
        int number;
        synchronized (lock) {
            if (connection != which) {
                return;
            }
            number = attempt;
        }
        backOff(number, cause);
    }

    private void backOff(int failedAttempt, Throwable cause) {
        String text = AdapterError.describe(cause);
        EndpointConnection broken;
        synchronized (lock) {
            if (attempt != failedAttempt || state != State.STARTING && state != State.RUNNING) {
                return;
            }
            broken = connection;
            end(broken);
            connection = null;
            state = State.BACKOFF;
            trouble = text;
            outages.failed(cause);
            nextAttempt = later(this::connectAgain, backoffMs);
            backoffMs = Math.min(MAX_BACKOFF_MS, backoffMs * 2);
        }
        counts.problem(text);
        if (broken != null) {
            broken.closeLater();
        }
    }

    private void connectAgain() {
        int number;
        synchronized (lock) {
            if (state != State.BACKOFF) {
                return;
            }
            state = State.STARTING;
            number = ++attempt;
        }
        connectSoon(number);
    }

    private String subscriptionName() {
        return spec.getSubscriptionName() == null || spec.getSubscriptionName().isBlank() ? name() : spec.getSubscriptionName();
    }

    /** Something that may block for as long as the JMS client does. */
    private record TaskWork(Runnable task) implements Work {
        @Override
        public void run() {
            task.run();
        }

        @Override
        public void release() {
            // It ends by the client's time-outs.
        }
    }
}
