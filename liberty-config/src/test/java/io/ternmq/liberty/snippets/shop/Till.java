package io.ternmq.liberty.snippets.shop;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the beans got, by bean. Any thread. */
final class Till {

    private static final Map<String, List<String>> LINES = new ConcurrentHashMap<>();

    private Till() {
    }

    /** Notes a message; returns its text. */
    static String note(String bean, Message message) {
        try {
            String text = message.getBody(String.class);
            LINES.computeIfAbsent(bean, name -> new CopyOnWriteArrayList<>()).add(text);
            return text;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> lines(String bean) {
        return LINES.getOrDefault(bean, List.of());
    }
}
