package io.ternmq.jca.fake;

import io.ternmq.jca.connection.ConnectionSettings;
import jakarta.jms.Connection;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A connection that writes down what happens on it: "transacted send", "auto send", "commit", "close", and so on. Any thread. */
public final class FakeConnection {

    private final ConnectionSettings settings;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<MessageListener> listeners = new CopyOnWriteArrayList<>();
    private volatile ExceptionListener exceptionListener;
    private final boolean isBreaking;
    private volatile boolean isClosing;
    private volatile CountDownLatch closing = new CountDownLatch(0);

    /** @param isBreaking whether the link breaks as soon as a session is asked for */
    FakeConnection(ConnectionSettings settings, boolean isBreaking) {
        this.settings = settings;
        this.isBreaking = isBreaking;
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

    /** Whether somebody has begun to close it. */
    public boolean isClosing() {
        return isClosing;
    }

    private void awaitClosing() throws InterruptedException {
        CountDownLatch until = closing;
        // As a real connection: only the first call closes, and waits.
        closing = new CountDownLatch(0);
        isClosing = true;
        if (!until.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("held for too long");
        }
    }

    Connection asJms() {
        return Recorder.proxy(Connection.class, (method, arguments) -> switch (method) {
            case "createSession" -> {
                if (isBreaking) {
                    lose();
                }
                yield session(arguments);
            }
            case "setExceptionListener" -> {
                exceptionListener = (ExceptionListener) arguments[0];
                yield null;
            }
            case "getClientID" -> null;
            case "close" -> {
                awaitClosing();
                yield note(method);
            }
            default -> note(method);
        });
    }

    private Session session(Object[] arguments) {
        int mode = (Integer) arguments[arguments.length - 1];
        String kind = mode == Session.SESSION_TRANSACTED ? "transacted" : mode == Session.DUPS_OK_ACKNOWLEDGE ? "lazy" : "auto";
        return Recorder.proxy(Session.class, (method, parameters) -> switch (method) {
            case "createProducer" -> Recorder.proxy(MessageProducer.class,
                    (name, values) -> "send".equals(name) ? note(kind + " send") : null);
            case "createConsumer", "createSharedConsumer", "createDurableConsumer", "createSharedDurableConsumer" -> {
                note(kind + " " + method + " " + parameters[0]);
                yield consumer();
            }
            case "createTextMessage", "createMessage" -> message();
            case "createTemporaryQueue" -> Recorder.proxy(TemporaryQueue.class, (called, none) -> note(called + " queue"));
            case "createQueue" -> Recorder.proxy(Queue.class, (name, values) -> parameters[0]);
            default -> note(method);
        });
    }

    private MessageConsumer consumer() {
        return Recorder.proxy(MessageConsumer.class, (name, values) -> switch (name) {
            case "setMessageListener" -> listeners.add((MessageListener) values[0]) ? null : null;
            case "close" -> note("close consumer");
            default -> null;
        });
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
