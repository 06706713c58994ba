package io.ternmq.servers;

import io.ternmq.jms.InDoubtBranches;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** The queues before and behind the relaying bean, and the branches in doubt, seen at the broker. */
final class Relayed implements AutoCloseable {

    private final Connection connection;
    private final JMSContext context;

    Relayed(String nameServers) throws JMSException {
        TernConnectionFactory factory = new TernConnectionFactory(nameServers);
        connection = factory.createConnection();
        context = factory.createContext();
    }

    /** Gives the bean something to do. */
    void send(String text) {
        context.createProducer().send(context.createQueue("servers_relay"), text);
    }

    /** What it has sent, and committed. */
    List<String> texts() throws JMSException {
        List<String> texts = new ArrayList<>();
        try (QueueBrowser browser = context.createBrowser(context.createQueue("servers_relayed"))) {
            for (Enumeration<?> messages = browser.getEnumeration(); messages.hasMoreElements();) {
                texts.add(((Message) messages.nextElement()).getBody(String.class));
            }
        }
        return texts;
    }

    /** How many branches are prepared, and neither committed nor rolled back. */
    int inDoubt() throws JMSException {
        return InDoubtBranches.of(connection).list().size();
    }

    @Override
    public void close() throws JMSException {
        context.close();
        connection.close();
    }
}
