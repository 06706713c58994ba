package io.ternmq.jca.inbound;

import io.ternmq.jca.transaction.TransactionOutcome;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hands the messages of one session to an endpoint, one at a time, as Work. A message is done when {@code onMessage} returned and its
 * transaction, if there was one, was committed; otherwise this listener throws, and the session gives it back to be delivered again.
 * Runs on the session's thread.
 *
 * <p>The session acknowledges after the container's transaction has ended, not in it: a crash between the two delivers again.
 */
final class EndpointDelivery implements MessageListener {

    static final Method ON_MESSAGE = onMessageMethod();
    private static final long UNAVAILABLE_PAUSE_MS = 200;

    private final EndpointContext context;
    private final CountDownLatch stopped;
    private MessageEndpoint endpoint;

    /** @param stopped counted down when no more messages are to be delivered */
    EndpointDelivery(EndpointContext context, CountDownLatch stopped) {
        this.context = context;
        this.stopped = stopped;
    }

    @Override
    public void onMessage(Message message) {
        DeliveryWork work = new DeliveryWork(message);
        try {
            run(work);
        } catch (WorkException e) {
            throw new DeliveryFailedException(e);
        }
        if (work.failure != null) {
            throw new DeliveryFailedException(work.failure);
        }
    }

    /** A server that takes no work now, because it is busy or stopping, has not seen the message: it waits as for an endpoint. */
    private void run(DeliveryWork work) throws WorkException {
        boolean isAccepted = false;
        while (!isAccepted) {
            try {
                context.workManager().doWork(work, WorkManager.INDEFINITE, null, null);
                isAccepted = true;
            } catch (WorkRejectedException e) {
                awaitAvailable(e);
            }
        }
    }

    /** Gives the endpoint back; called when no more messages come. */
    void release() {
        if (endpoint != null) {
            endpoint.release();
            endpoint = null;
        }
    }

    private MessageEndpoint endpoint() throws UnavailableException {
        while (endpoint == null) {
            try {
                endpoint = context.endpoints().createEndpoint(null);
            } catch (UnavailableException e) {
                awaitAvailable(e);
            }
        }
        return endpoint;
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

    private static Method onMessageMethod() {
        try {
            return MessageListener.class.getMethod("onMessage", Message.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("MessageListener without onMessage", e);
        }
    }

    /** One delivery. */
    private final class DeliveryWork implements Work {

        private final Message message;
        private Throwable failure;

        DeliveryWork(Message message) {
            this.message = message;
        }

        @Override
        public void run() {
            try {
                deliver(endpoint());
            } catch (ResourceException | NoSuchMethodException | RuntimeException | LinkageError e) {
                fail(e);
            }
            if (failure != null) {
                // Its instance may be gone; the next delivery gets a fresh one.
                EndpointDelivery.this.release();
            }
        }

        private void deliver(MessageEndpoint to) throws ResourceException, NoSuchMethodException {
            to.beforeDelivery(ON_MESSAGE);
            TransactionOutcome outcome = null;
            try {
                outcome = TransactionOutcome.watch(context.transactions());
                ((MessageListener) to).onMessage(message);
            } catch (RuntimeException | Error e) {
                fail(e);
            } finally {
                to.afterDelivery();
            }
            if (outcome != null && outcome.isUndone()) {
                fail(new IllegalStateException("the transaction of the delivery was rolled back"));
            }
        }

        private void fail(Throwable cause) {
            if (failure == null) {
                failure = cause;
            }
        }

        @Override
        public void release() {
            // A delivery is never cut off; stopping waits for it.
        }
    }
}
