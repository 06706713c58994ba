package io.ternmq.jca.fake;

import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.Xid;

/** A connection that writes down what happens on it: "transacted send", "auto send", "commit", "close", and so on. Any thread. */
public final class FakeConnection {

    private final ConnectionSettings settings;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<MessageListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Throwable> consumerFailures;
    private final Set<Thread> delivering = ConcurrentHashMap.newKeySet();
    private final Map<MessageConsumer, FakeControl> controls = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile ExceptionListener exceptionListener;
    private final boolean isBreaking;
    private final Set<Xid> inDoubt;
    private final FakeXaResource xaResource;
    private volatile boolean isClosing;
    private volatile CountDownLatch closing = new CountDownLatch(0);
    private volatile CountDownLatch sessionClosing = new CountDownLatch(0);
    private volatile CountDownLatch failingStart;
    private volatile Throwable closeFailure;

    /**
     * @param isBreaking whether the link breaks as soon as a session is asked for
     * @param inDoubt    the broker's prepared branches; null for a broker without distributed transactions
     * @param consumerFailures what the next consumers fail with
     */
    FakeConnection(ConnectionSettings settings, boolean isBreaking, Set<Xid> inDoubt, Queue<Throwable> consumerFailures) {
        this.consumerFailures = consumerFailures;
        this.settings = settings;
        this.isBreaking = isBreaking;
        this.inDoubt = inDoubt;
        this.xaResource = new FakeXaResource(events, inDoubt);
    }

    /** What its XA sessions give to a transaction manager. */
    public FakeXaResource xaResource() {
        return xaResource;
    }

    /** What it was opened with. */
    public ConnectionSettings settings() {
        return settings;
    }

    /** What happened, in order. */
    public List<String> events() {
        return events;
    }

    /** The listeners of its consumers. */
    public List<MessageListener> listeners() {
        return listeners;
    }

    /** The link breaks. */
    public void lose() {
        exceptionListener.onException(new JMSException("link lost"));
    }

    /** The next close waits until this is counted down, as it does for a running listener. */
    public void holdClosing(CountDownLatch until) {
        closing = until;
    }

    /** Closing it fails. */
    public void failClosing(Throwable failure) {
        closeFailure = failure;
    }

    /** Sessions are closed when this is counted down. */
    public void holdSessionClosing(CountDownLatch until) {
        sessionClosing = until;
    }

    /** Starting it fails, when this is counted down. */
    void failStart(CountDownLatch until) {
        failingStart = until;
    }

    private static void await(CountDownLatch held) throws InterruptedException {
        if (!held.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("held for too long");
        }
    }

    /** Whether somebody has begun to close it. */
    public boolean isClosing() {
        return isClosing;
    }

    private void awaitClosing() throws InterruptedException {
        CountDownLatch until = closing;
        // As a real connection: only the first call closes, and waits.
        closing = new CountDownLatch(0);
        isClosing = true;
        await(until);
        synchronized (delivering) {
            for (int i = 0; !delivering.isEmpty(); i++) {
                if (i == 100) {
                    throw new AssertionError("a listener does not return");
                }
                delivering.wait(100);
            }
        }
    }

    private Object start() throws InterruptedException, JMSException {
        CountDownLatch failing = failingStart;
        if (failing != null) {
            events.add("starting");
            await(failing);
            throw new JMSException("not started in time");
        }
        return note("start");
    }

    XAConnection asJms() {
        return Recorder.proxy(XAConnection.class, (method, arguments) -> switch (method) {
            case "createSession" -> {
                breakIfWanted();
                yield session(Session.class, kind(arguments));
            }
            case "createXASession" -> {
                breakIfWanted();
                if (inDoubt == null) {
                    throw new JMSException("no distributed transactions there", "RMQ-102");
                }
                yield session(XASession.class, "xa");
            }
            case "setExceptionListener" -> {
                exceptionListener = (ExceptionListener) arguments[0];
                yield null;
            }
            case "getClientID" -> settings.clientId();
            case "getMetaData" -> Recorder.proxy(ConnectionMetaData.class, (name, values) -> "fake");
            case "start" -> start();
            case "close" -> {
                if (delivering.contains(Thread.currentThread())) {
                    throw new IllegalStateException("close cannot be called by a listener of the same connection");
                }
                awaitClosing();
                if (closeFailure != null) {
                    throw closeFailure;
                }
                yield note(method);
            }
            default -> note(method);
        });
    }

    private void breakIfWanted() {
        if (isBreaking) {
            lose();
        }
    }

    private static String kind(Object[] arguments) {
        int mode = arguments.length == 0 ? Session.AUTO_ACKNOWLEDGE : (Integer) arguments[arguments.length - 1];
        return mode == Session.SESSION_TRANSACTED ? "transacted" : mode == Session.DUPS_OK_ACKNOWLEDGE ? "lazy" : "auto";
    }

    private <T extends Session> T session(Class<T> type, String kind) {
        return Recorder.proxy(type, (method, parameters) -> switch (method) {
            case "getXAResource" -> xaResource;
            case "getSession" -> session(Session.class, kind);
            case "createProducer" -> Recorder.proxy(MessageProducer.class,
                    (name, values) -> "send".equals(name) ? note(kind + " send") : null);
            case "createConsumer", "createSharedConsumer", "createDurableConsumer", "createSharedDurableConsumer" -> {
                Throwable failure = consumerFailures.poll();
                if (failure != null) {
                    throw failure;
                }
                note(kind + " " + method + " " + parameters[0]);
                yield consumer();
            }
            case "createTextMessage", "createMessage" -> message();
            case "createTemporaryQueue" -> Recorder.proxy(TemporaryQueue.class, (called, none) -> note(called + " queue"));
            case "close" -> {
                await(sessionClosing);
                yield note(method);
            }
            case "createQueue" -> Recorder.proxy(jakarta.jms.Queue.class, (name, values) -> parameters[0]);
            default -> note(method);
        });
    }

    private MessageConsumer consumer() {
        MessageConsumer consumer = Recorder.proxy(MessageConsumer.class, (name, values) -> switch (name) {
            case "setMessageListener" -> listeners.add((MessageListener) values[0]) ? null : null;
            case "close" -> note("close consumer");
            default -> null;
        });
        controls.put(consumer, new FakeControl(events, listeners, delivering));
        return consumer;
    }

    /** Of one of its consumers; null for another connection's. */
    FakeControl control(MessageConsumer consumer) {
        return controls.get(consumer);
    }

    /** Of its consumers, in the order of their making. */
    public List<FakeControl> controls() {
        return List.copyOf(controls.values());
    }

    private Object note(String event) {
        events.add(event);
        return null;
    }

    /** A message to deliver. */
    public static Message message() {
        return Recorder.proxy(TextMessage.class,
                (name, values) -> "getPropertyNames".equals(name) ? Collections.emptyEnumeration() : null);
    }
}
