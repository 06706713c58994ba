package io.ternmq.liberty.activations.app;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the beans got, by bean, in order; whether what they need is broken, and a gate that holds some. Any thread. */
final class Notes {

    private static final Map<String, List<String>> LINES = new ConcurrentHashMap<>();
    private static final CountDownLatch GATE = new CountDownLatch(1);
    private static final long GATE_TIMEOUT_S = 60;
    private static volatile boolean isBroken;

    private Notes() {
    }

    static void add(String bean, String line) {
        LINES.computeIfAbsent(bean, name -> new CopyOnWriteArrayList<>()).add(line);
    }

    static List<String> of(String bean) {
        return LINES.getOrDefault(bean, List.of());
    }

    static void setBroken(boolean isWanted) {
        isBroken = isWanted;
    }

    static boolean isBroken() {
        return isBroken;
    }

    /** For good. */
    static void openGate() {
        GATE.countDown();
    }

    /** Not for ever: who is held cannot be undeployed. */
    static void awaitGate() {
        try {
            if (!GATE.await(GATE_TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The gate was not opened within " + GATE_TIMEOUT_S + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Text and delivery count. */
    static String line(Message message) {
        try {
            return message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
