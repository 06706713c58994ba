package io.ternmq.jca.fake;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.spi.BootstrapContext;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An application server with one message-driven bean. Any thread. */
public final class FakeServer implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile Consumer<Message> bean = message -> { };
    private volatile boolean isMarkedForRollback;
    private final AtomicInteger finishedWorks = new AtomicInteger();
    private final AtomicInteger rejections = new AtomicInteger();
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
                work.run();
            } else {
                threads.execute(() -> {
                    try {
                        work.run();
                    } finally {
                        finishedWorks.incrementAndGet();
                    }
                });
            }
            return 0L;
        });
    }

    private TransactionSynchronizationRegistry registry() {
        return Recorder.proxy(TransactionSynchronizationRegistry.class, (method, arguments) -> switch (method) {
            case "getTransactionKey" -> this;
            case "registerInterposedSynchronization" -> {
                synchronization = (Synchronization) arguments[0];
                yield null;
            }
            default -> null;
        });
    }

    /** Makes the endpoints of the bean, each delivery in a transaction. */
    public MessageEndpointFactory endpointFactory() {
        return Recorder.proxy(MessageEndpointFactory.class, (method, arguments) -> switch (method) {
            case "createEndpoint" -> endpoint();
            case "getActivationName" -> "bean";
            case "isDeliveryTransacted" -> true;
            default -> null;
        });
    }

    private Object endpoint() {
        return Proxy.newProxyInstance(FakeServer.class.getClassLoader(), new Class<?>[] {MessageEndpoint.class, MessageListener.class},
                (self, method, arguments) -> {
                    events.add(method.getName());
                    switch (method.getName()) {
                        case "beforeDelivery" -> isMarkedForRollback = false;
                        case "onMessage" -> runBean((Message) arguments[0]);
                        case "afterDelivery" -> synchronization.afterCompletion(
                                isMarkedForRollback ? Status.STATUS_ROLLEDBACK : Status.STATUS_COMMITTED);
                        default -> { }
                    }
                    return null;
                });
    }

    private void runBean(Message message) {
        try {
            bean.accept(message);
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
