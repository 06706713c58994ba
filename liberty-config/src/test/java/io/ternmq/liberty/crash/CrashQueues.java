package io.ternmq.liberty.crash;

import io.ternmq.jms.InDoubtBranches;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/**
 * What a client beside the application sees and does, over a connection of its own for each call.
 *
 * @param nameServers of the broker
 */
record CrashQueues(String nameServers) {

    /** Sends to the bean that enters messages into the database, in order. */
    void sendToBean(List<String> texts) {
        send("crash_in", texts);
    }

    /** Sends to a queue, in order. */
    void send(String name, List<String> texts) {
        try (JMSContext context = new TernConnectionFactory(nameServers).createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue(name);
            texts.forEach(text -> context.createProducer().send(queue, text));
            context.commit();
        }
    }

    /** Texts of the messages that the bean has not consumed. */
    List<String> in() throws JMSException {
        return texts(browse("crash_in"));
    }

    /** Texts of the messages that the application has sent. */
    List<String> out() throws JMSException {
        return texts(browse("crash_out"));
    }

    /** Texts of the messages that the bean got at a later delivery than the first. */
    List<String> redelivered() throws JMSException {
        List<Message> messages = browse("crash_out");
        List<Message> redelivered = new ArrayList<>();
        for (Message message : messages) {
            if (message.getIntProperty("deliveries") > 1) {
                redelivered.add(message);
            }
        }
        return texts(redelivered);
    }

    /** Branches that are prepared. */
    List<String> inDoubt() throws JMSException {
        try (Connection connection = new TernConnectionFactory(nameServers).createConnection()) {
            return InDoubtBranches.of(connection).list().stream().map(InDoubtBranches.Branch::toString).toList();
        }
    }

    private List<Message> browse(String queue) throws JMSException {
        List<Message> messages = new ArrayList<>();
        try (JMSContext context = new TernConnectionFactory(nameServers).createContext();
                QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
            for (Enumeration<?> found = browser.getEnumeration(); found.hasMoreElements();) {
                messages.add((Message) found.nextElement());
            }
        }
        return messages;
    }

    private static List<String> texts(List<Message> messages) throws JMSException {
        List<String> texts = new ArrayList<>();
        for (Message message : messages) {
            texts.add(message.getBody(String.class));
        }
        return texts;
    }
}
