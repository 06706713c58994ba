package io.ternmq.servers.app;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the beans got, by bean, in order. Any thread. */
final class Received {

    private static final Map<String, List<String>> LINES = new ConcurrentHashMap<>();

    private Received() {
    }

    static void add(String bean, String line) {
        LINES.computeIfAbsent(bean, name -> new CopyOnWriteArrayList<>()).add(line);
    }

    static List<String> by(String bean) {
        return LINES.getOrDefault(bean, List.of());
    }

    static String text(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Text and delivery count. */
    static String textAndCount(Message message) {
        try {
            return text(message) + " " + message.getIntProperty("JMSXDeliveryCount") + (message.getJMSRedelivered() ? " redelivered" : "");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
