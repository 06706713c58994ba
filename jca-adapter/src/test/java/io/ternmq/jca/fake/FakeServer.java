package io.ternmq.jca.fake;

import io.ternmq.jca.batch.BatchMessageListener;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.transaction.xa.XAResource;

/** An application server with one message-driven bean. Any thread. */
public final class FakeServer implements AutoCloseable {

    /** What the server does around a delivery. */
    public enum Transactions {
        /** It begins a transaction and makes the resource part of it. */
        ENLISTING,
        /** The same, and forgets to end it. */
        NEVER_ENDING,
        /** It says that deliveries are transacted, and leaves the resource alone. */
        NOT_ENLISTING,
        /** Nothing: the bean does without. */
        NONE
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile Consumer<Message> bean = message -> { };
    private volatile boolean isMarkedForRollback;
    private final AtomicInteger finishedWorks = new AtomicInteger();
    private final AtomicInteger rejections = new AtomicInteger();
    private final Queue<Throwable> workFailures = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> schedulingFailures = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch scheduled = new CountDownLatch(0);
    private final Queue<Throwable> endFailures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger beginFailures = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final Queue<Throwable> endpointFailures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger transactionCount = new AtomicInteger();
    private final ThreadLocal<FakeXid> current = new ThreadLocal<>();
    private volatile Transactions transactions = Transactions.ENLISTING;
    private volatile Synchronization synchronization;

    /** What the endpoint saw, in order. */
    public List<String> events() {
        return events;
    }

    /** What the bean does with a message. */
    public void setBean(Consumer<Message> behaviour) {
        bean = behaviour;
    }

    /** What the bean's setRollbackOnly does. */
    public void setRollbackOnly() {
        isMarkedForRollback = true;
    }

    /** How many works have come to their end, well or not. */
    public int finishedWorks() {
        return finishedWorks.get();
    }

    /** The next {@code count} deliveries are not taken as work. */
    public void rejectWork(int count) {
        rejections.set(count);
    }

    /** The next delivery is not run, and fails with this. */
    public void failWork(Throwable failure) {
        workFailures.add(failure);
    }

    /** The next work that is to be run later is not taken, and fails with this. */
    public void failToSchedule(Throwable failure) {
        schedulingFailures.add(failure);
    }

    /** What is to be run later begins when this is counted down. */
    public void holdScheduled(CountDownLatch until) {
        scheduled = until;
    }

    /** The next end of a delivery fails with this, and leaves the transaction open. */
    public void failEnd(Throwable failure) {
        endFailures.add(failure);
    }

    /** What the adapter is started with. */
    public BootstrapContext bootstrapContext() {
        return Recorder.proxy(BootstrapContext.class, (method, arguments) -> switch (method) {
            case "getWorkManager" -> workManager();
            case "getTransactionSynchronizationRegistry" -> registry();
            default -> null;
        });
    }

    private WorkManager workManager() {
        return Recorder.proxy(WorkManager.class, (method, arguments) -> {
            Work work = (Work) arguments[0];
            if ("doWork".equals(method)) {
                if (rejections.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new WorkRejectedException("the server is busy");
                }
                failWith(workFailures.poll());
                work.run();
            } else {
                failWith(schedulingFailures.poll());
                CountDownLatch until = scheduled;
                threads.execute(() -> runLater(work, until));
            }
            return 0L;
        });
    }

    private void runLater(Work work, CountDownLatch until) {
        try {
            if (!until.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("held for too long");
            }
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finishedWorks.incrementAndGet();
        }
    }

    private static void failWith(Throwable failureOrNull) throws Throwable {
        if (failureOrNull != null) {
            throw failureOrNull;
        }
    }

    private TransactionSynchronizationRegistry registry() {
        return Recorder.proxy(TransactionSynchronizationRegistry.class, (method, arguments) -> switch (method) {
            case "getTransactionKey" -> transactions == Transactions.NONE ? null : this;
            case "registerInterposedSynchronization" -> {
                synchronization = (Synchronization) arguments[0];
                yield null;
            }
            default -> null;
        });
    }

    /** How deliveries are from now on. */
    public void use(Transactions kind) {
        transactions = kind;
    }

    /** The next {@code count} calls to begin a delivery fail. */
    public void failToBegin(int count) {
        beginFailures.set(count);
    }

    /** The next {@code count} endpoints are not to be had. */
    public void withholdEndpoints(int count) {
        unavailable.set(count);
    }

    /** The next attempt to make an endpoint fails with this. */
    public void failToMakeEndpoint(Throwable failure) {
        endpointFailures.add(failure);
    }

    /** Makes the endpoints of the bean. */
    public MessageEndpointFactory endpointFactory() {
        return Recorder.proxy(MessageEndpointFactory.class, (method, arguments) -> switch (method) {
            case "createEndpoint" -> {
                if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new UnavailableException("the application is starting");
                }
                failWith(endpointFailures.poll());
                yield endpoint((XAResource) arguments[0]);
            }
            case "getActivationName" -> "bean";
            case "getEndpointClass" -> FakeServer.class;
            case "isDeliveryTransacted" -> transactions != Transactions.NONE;
            default -> null;
        });
    }

    private Object endpoint(XAResource resource) {
        return Proxy.newProxyInstance(FakeServer.class.getClassLoader(),
                new Class<?>[] {MessageEndpoint.class, MessageListener.class, BatchMessageListener.class}, (self, method, arguments) -> {
                    events.add(method.getName());
                    switch (method.getName()) {
                        case "beforeDelivery" -> begin(resource);
                        case "onMessage" -> runBean(() -> bean.accept((Message) arguments[0]));
                        case "onMessages" -> runBean(() -> ((List<?>) arguments[0]).forEach(message -> bean.accept((Message) message)));
                        case "afterDelivery" -> end(resource);
                        case "equals" -> {
                            return self == arguments[0];
                        }
                        case "hashCode" -> {
                            return System.identityHashCode(self);
                        }
                        default -> { }
                    }
                    return null;
                });
    }

    private void begin(XAResource resource) throws Exception {
        isMarkedForRollback = false;
        if (beginFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ResourceException("no transaction to be had");
        }
        if (transactions == Transactions.ENLISTING || transactions == Transactions.NEVER_ENDING) {
            current.set(new FakeXid(transactionCount.incrementAndGet()));
            resource.start(current.get(), XAResource.TMNOFLAGS);
        }
    }

    private void end(XAResource resource) throws Throwable {
        failWith(endFailures.poll());
        if (transactions == Transactions.ENLISTING) {
            resource.end(current.get(), isMarkedForRollback ? XAResource.TMFAIL : XAResource.TMSUCCESS);
            if (isMarkedForRollback) {
                resource.rollback(current.get());
            } else {
                resource.commit(current.get(), true);
            }
        } else if (transactions != Transactions.NEVER_ENDING && synchronization != null) {
            synchronization.afterCompletion(isMarkedForRollback ? Status.STATUS_ROLLEDBACK : Status.STATUS_COMMITTED);
        }
    }

    private void runBean(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            isMarkedForRollback = true;
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
