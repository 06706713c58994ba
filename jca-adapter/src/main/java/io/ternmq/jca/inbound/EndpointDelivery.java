package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.AdapterError;
import io.ternmq.jca.inbound.DeliveryResource.Outcome;
import io.ternmq.jca.transaction.TransactionOutcome;
import jakarta.jms.Message;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands the messages of one session to an endpoint, one message or batch at a time, as Work. Runs on the session's thread.
 *
 * <p>Transacted: the container begins a transaction and enlists the session's resource in {@code beforeDelivery}, which makes the
 * messages part of it, and ends it in {@code afterDelivery}; the message is done or comes again by how that ended, whatever the bean
 * threw. Where nothing was enlisted, a message is done when the bean returned and the transaction that the container may have had was
 * committed; otherwise this throws, and the session gives the message back.
 */
final class EndpointDelivery {

    private static final System.Logger LOG = System.getLogger(EndpointDelivery.class.getName());
    private static final long UNAVAILABLE_PAUSE_MS = 200;

    private final EndpointContext context;
    private final BeanMethod method;
    private final DeliveryResource resource;
    private final FlowGate gate;
    private final DeliveryCounts counts;
    private final AtomicBoolean isServerAway;
    private final CountDownLatch stopped;
    private final Runnable broken;
    private volatile MessageEndpoint endpoint;
    private volatile boolean isOver;
    // Written by the session's thread for those who watch it.
    private volatile boolean isBusy;
    private volatile long idleSinceNs = System.nanoTime();
    // Runs the bean, and may be another than the session's.
    private volatile Thread worker;

    /**
     * A delivery without an endpoint yet.
     *
     * @param resource null when delivery is not transacted
     * @param stopped  counted down when no more messages are to be delivered
     * @param broken   to be told that the session cannot be used any more
     */
    EndpointDelivery(EndpointContext context, DeliveryParts parts, DeliveryResource resource, CountDownLatch stopped, Runnable broken) {
        this.context = context;
        this.method = parts.method();
        this.resource = resource;
        this.gate = parts.gate();
        this.counts = parts.counts();
        this.isServerAway = parts.isWaiting();
        this.stopped = stopped;
        this.broken = broken;
    }

    /** Whether a message is being delivered. */
    boolean isBusy() {
        return isBusy;
    }

    /** Whether the caller is the bean that it delivers to. */
    boolean isDeliveringHere() {
        return worker == Thread.currentThread();
    }

    /** When it became idle, of {@link System#nanoTime}. */
    long idleSinceNs() {
        return idleSinceNs;
    }

    /** Delivers; throws when the session is to give the messages back. */
    void deliver(List<Message> messages) {
        if (stopped.getCount() == 0) {
            throw context.broker().provider().notSeen(new IllegalStateException("deliveries have ended"));
        }
        FlowGate.Pass pass = gate.enter();
        if (pass == null) {
            throw context.broker().provider().notSeen(new IllegalStateException("deliveries are paused"));
        }
        isBusy = true;
        try {
            DeliveryWork work = new DeliveryWork(messages);
            run(work);
            report(messages.size(), work, pass);
        } finally {
            idleSinceNs = System.nanoTime();
            isBusy = false;
            if (isOver) {
                releaseEndpoint();
            }
        }
    }

    private void report(int count, DeliveryWork work, FlowGate.Pass pass) {
        if (work.unseen != null) {
            gate.left(pass);
            throw context.broker().provider().notSeen(work.unseen);
        }
        if (work.failure != null) {
            counts.failed(count, work.failure);
            gate.failed(pass, work.failure);
            if (!work.isEnlisted) {
                throw work.failure instanceof RuntimeException unchecked ? unchecked : new DeliveryFailedException(work.failure);
            }
        } else if (work.isDone) {
            counts.delivered(count);
            gate.succeeded(pass);
        } else {
            gate.left(pass);
        }
    }

    /**
     * A server that takes no work now, because it is busy or stopping, has not seen the message: it waits as for an endpoint. Whatever is
     * thrown ends in the work, so that what the gate has let pass is told it in any case.
     */
    private void run(DeliveryWork work) {
        try {
            boolean isAccepted = false;
            while (!isAccepted) {
                try {
                    context.workManager().doWork(work, WorkManager.INDEFINITE, null, null);
                    isAccepted = true;
                } catch (WorkRejectedException e) {
                    awaitServer(e);
                }
            }
        } catch (WorkRejectedException e) {
            work.unseen = e;
        } catch (WorkException | RuntimeException | Error e) {
            work.brokeOff(e);
        }
    }

    /** No more messages come: gives the endpoint back, or has the delivery do so that nobody has waited for. */
    void release() {
        isOver = true;
        if (!isBusy) {
            releaseEndpoint();
        }
    }

    private synchronized MessageEndpoint takeEndpoint() {
        MessageEndpoint last = endpoint;
        endpoint = null;
        return last;
    }

    private void releaseEndpoint() {
        MessageEndpoint last = takeEndpoint();
        if (last != null) {
            try {
                last.release();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "{0}: giving an endpoint back failed: {1}", context.name(), e);
            }
        }
    }

    private MessageEndpoint endpoint() throws UnavailableException {
        MessageEndpoint present = endpoint;
        while (present == null) {
            try {
                present = context.endpoints().createEndpoint(resource);
                endpoint = present;
            } catch (UnavailableException e) {
                awaitServer(e);
            }
        }
        return present;
    }

    /** The same, and says so once until the server has taken a message of any session again. */
    private <E extends ResourceException> void awaitServer(E cause) throws E {
        if (isServerAway.compareAndSet(false, true)) {
            String text = AdapterError.NO_INSTANCE.logged("A message for " + context.name() + " waits for the server: " + cause.getMessage());
            counts.problem(text);
            LOG.log(System.Logger.Level.WARNING, text);
        }
        awaitAvailable(cause);
    }

    private void serverIsThere() {
        if (isServerAway.get() && isServerAway.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, AdapterError.NO_INSTANCE.logged("The server takes messages for {0} again"), context.name());
        }
    }

    /** The application is starting or busy: the message waits here, so that its delivery count does not grow. */
    private <E extends ResourceException> void awaitAvailable(E cause) throws E {
        try {
            if (stopped.await(UNAVAILABLE_PAUSE_MS, TimeUnit.MILLISECONDS)) {
                throw cause;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }

    /** One delivery. */
    private final class DeliveryWork implements Work {

        private final List<Message> messages;
        // What the bean, or its transaction, did not process.
        private Throwable failure;
        // What kept the message from the bean.
        private Exception unseen;
        // What the container threw when it was to end the delivery.
        private Throwable endFailure;
        private boolean isBegun;
        private boolean isEnlisted;
        private boolean isDone;

        DeliveryWork(List<Message> messages) {
            this.messages = messages;
        }

        @Override
        public void run() {
            isBegun = true;
            worker = Thread.currentThread();
            try {
                handOver();
            } finally {
                worker = null;
            }
        }

        private void handOver() {
            if (resource != null) {
                resource.reset();
            }
            MessageEndpoint to = endpointOrNull();
            if (to != null) {
                serverIsThere();
                deliver(to);
            }
            if (!isDone) {
                // Its instance may be gone; the next delivery gets a fresh one.
                releaseEndpoint();
            }
        }

        private MessageEndpoint endpointOrNull() {
            try {
                return endpoint();
            } catch (UnavailableException e) {
                unseen = e;
            } catch (RuntimeException | Error e) {
                notBegun(e);
            }
            return null;
        }

        /** The server says that the work has failed as such: unless the end of the delivery is known, it was in vain. */
        private void brokeOff(Throwable cause) {
            if (!isBegun) {
                notBegun(cause);
            } else if (!isDone && failure == null && unseen == null && !isEnlisted) {
                failure = BeanFailures.own(cause);
            }
        }

        private void deliver(MessageEndpoint to) {
            if (!begin(to)) {
                return;
            }
            isEnlisted = resource != null && resource.isEnlisted();
            TransactionOutcome outcome = null;
            Throwable thrown;
            try {
                outcome = isEnlisted ? null : TransactionOutcome.watch(context.transactions());
                thrown = callBean(to);
            } catch (RuntimeException | Error e) {
                // A transaction that is not to be watched is over already.
                thrown = e;
            }
            try {
                to.afterDelivery();
            } catch (ResourceException | RuntimeException | Error e) {
                thrown = thrown == null ? e : thrown;
                endFailure = e;
                LOG.log(System.Logger.Level.DEBUG, "The end of a delivery to {0} failed: {1}", context.name(), BeanFailures.text(e));
            }
            if (isEnlisted) {
                judge(thrown);
            } else if (thrown != null) {
                failure = BeanFailures.own(thrown);
            } else if (outcome != null && outcome.isUndone()) {
                failure = new TransactionRolledBackException();
            } else {
                isDone = true;
            }
        }

        private boolean begin(MessageEndpoint to) {
            try {
                to.beforeDelivery(method.method());
                return true;
            } catch (ResourceException | NoSuchMethodException | RuntimeException | Error e) {
                // Whatever the container has begun, it ends when the endpoint is given back.
                releaseEndpoint();
                isEnlisted = resource != null && resource.isEnlisted();
                notBegun(e);
                return false;
            }
        }

        private void notBegun(Throwable cause) {
            if (isEnlisted) {
                judge(cause);
                return;
            }
            Throwable told = BeanFailures.tellable(cause);
            String text = AdapterError.DELIVERY_FAILED.logged(
                    "Delivery to " + context.name() + " could not begin, and is tried again: " + told);
            LOG.log(counts.problem(text) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG, text);
            unseen = told instanceof Exception exception ? exception : new ResourceException(told);
            pause();
        }

        /** What cannot begin would be tried in a loop. */
        private void pause() {
            try {
                awaitAvailable(new UnavailableException());
            } catch (UnavailableException e) {
                LOG.log(System.Logger.Level.DEBUG, "{0} is stopping", context.name());
            }
        }

        private Throwable callBean(MessageEndpoint to) {
            try {
                method.call(to, messages);
                return null;
            } catch (RuntimeException | Error e) {
                if (resource != null) {
                    resource.failed(BeanFailures.own(e));
                }
                return e;
            }
        }

        /** By the end of the transaction that the messages are part of. */
        private void judge(Throwable thrown) {
            Outcome outcome = resource.outcome();
            switch (outcome) {
                case COMMITTED -> isDone = true;
                case ROLLED_BACK -> failure = thrown == null ? new TransactionRolledBackException() : BeanFailures.own(thrown);
                // Nobody's failure, and none of those after which deliveries are paused.
                case LOST -> LOG.log(System.Logger.Level.DEBUG, "A delivery to {0} is rolled back with its connection, and comes again{1}",
                        context.name(), why(thrown));
                case FORGOTTEN -> LOG.log(System.Logger.Level.WARNING, AdapterError.UNKNOWN_END.logged(
                        "The connection was lost as a delivery to {0} was to be committed in one phase, and nobody knows any more whether it was:"
                        + " the message is done, or comes again{1}"), context.name(), why(thrown));
                case ACTIVE -> {
                    LOG.log(System.Logger.Level.WARNING, AdapterError.UNKNOWN_END.logged(
                            "The server has not ended the transaction of a delivery to {0}: its session is closed, which rolls it back{1}"),
                            context.name(), why(thrown));
                    broken.run();
                }
                default -> LOG.log(System.Logger.Level.WARNING, AdapterError.UNKNOWN_END.logged(
                        "How the transaction of a delivery to {0} ended is not known yet ({1}): the transaction manager ends it{2}"),
                        context.name(), outcome, why(thrown));
            }
        }

        private String why(Throwable thrown) {
            Throwable cause = endFailure != null ? endFailure : thrown;
            return cause == null ? "" : "; " + BeanFailures.text(cause);
        }

        @Override
        public void release() {
            // A delivery is never cut off; stopping waits for it.
        }
    }
}
