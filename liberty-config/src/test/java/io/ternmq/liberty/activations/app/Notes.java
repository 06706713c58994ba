package io.ternmq.liberty.activations.app;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the beans got, by bean, in order; and whether what they need is broken. Any thread. */
final class Notes {

    private static final Map<String, List<String>> LINES = new ConcurrentHashMap<>();
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

    /** Text and delivery count. */
    static String line(Message message) {
        try {
            return message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
