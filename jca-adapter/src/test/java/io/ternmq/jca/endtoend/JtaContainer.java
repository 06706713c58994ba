package io.ternmq.jca.endtoend;

import io.ternmq.jca.batch.BatchMessageListener;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;

/** A server with one message-driven bean whose deliveries are in transactions of a real transaction manager. Any thread. */
final class JtaContainer implements BootstrapContext, WorkManager, MessageEndpointFactory, AutoCloseable {

    /** The bean; what it throws is its failure. */
    @FunctionalInterface
    interface Bean {
        void onMessages(List<Message> messages) throws Exception;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final TransactionManager manager;
    private final String name;
    private final Bean bean;
    private final AtomicInteger beginFailures = new AtomicInteger();
    private volatile boolean isTransacted = true;

    JtaContainer(TransactionManager manager, String name, Bean bean) {
        this.manager = manager;
        this.name = name;
        this.bean = bean;
    }

    /** The next {@code count} deliveries cannot begin. */
    void failToBegin(int count) {
        beginFailures.set(count);
    }

    /** The bean does without transactions. */
    JtaContainer withoutTransactions() {
        isTransacted = false;
        return this;
    }

    @Override
    public WorkManager getWorkManager() {
        return this;
    }

    @Override
    public XATerminator getXATerminator() {
        return null;
    }

    @Override
    public Timer createTimer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> type) {
        return false;
    }

    @Override
    public TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
        return null;
    }

    @Override
    public void doWork(Work work) {
        work.run();
    }

    @Override
    public void doWork(Work work, long timeout, jakarta.resource.spi.work.ExecutionContext context, WorkListener listener) {
        work.run();
    }

    @Override
    public long startWork(Work work) throws WorkException {
        scheduleWork(work);
        return 0;
    }

    @Override
    public long startWork(Work work, long timeout, jakarta.resource.spi.work.ExecutionContext context, WorkListener listener)
            throws WorkException {
        return startWork(work);
    }

    @Override
    public void scheduleWork(Work work) throws WorkException {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException e) {
            throw new WorkRejectedException(e);
        }
    }

    @Override
    public void scheduleWork(Work work, long timeout, jakarta.resource.spi.work.ExecutionContext context, WorkListener listener)
            throws WorkException {
        scheduleWork(work);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) {
        return new Endpoint(resource);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) {
        return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
        return isTransacted;
    }

    @Override
    public String getActivationName() {
        return name;
    }

    @Override
    public Class<?> getEndpointClass() {
        return Endpoint.class;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Deliveries to the bean. One thread at a time. */
    private final class Endpoint implements MessageEndpoint, MessageListener, BatchMessageListener {

        private final XAResource resource;

        Endpoint(XAResource resource) {
            this.resource = resource;
        }

        @Override
        public void beforeDelivery(Method method) throws jakarta.resource.ResourceException {
            if (beginFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new jakarta.resource.ResourceException("no transaction to be had");
            }
            if (isTransacted) {
                try {
                    manager.begin();
                    manager.getTransaction().enlistResource(resource);
                } catch (Exception e) {
                    throw new jakarta.resource.ResourceException(e);
                }
            }
        }

        @Override
        public void onMessage(Message message) {
            onMessages(List.of(message));
        }

        @Override
        public void onMessages(List<Message> messages) {
            try {
                bean.onMessages(messages);
            } catch (Exception e) {
                markForRollback();
                throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
            }
        }

        private void markForRollback() {
            try {
                if (isTransacted) {
                    manager.setRollbackOnly();
                }
            } catch (jakarta.transaction.SystemException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void afterDelivery() throws jakarta.resource.ResourceException {
            if (!isTransacted) {
                return;
            }
            try {
                if (manager.getStatus() == Status.STATUS_ACTIVE) {
                    manager.commit();
                } else {
                    manager.rollback();
                }
            } catch (Exception e) {
                throw new jakarta.resource.ResourceException(e);
            }
        }

        @Override
        public void release() {
            try {
                if (manager.getTransaction() != null) {
                    manager.rollback();
                }
            } catch (jakarta.transaction.SystemException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
