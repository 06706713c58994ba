package io.ternmq.jca.endtoend;

import io.ternmq.jca.TernResourceAdapter;
import io.ternmq.jca.inbound.EndpointContext;
import io.ternmq.jca.inbound.TernActivationSpec;
import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.resource.ResourceException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;

/** A resource adapter with one bean at it, and a look into the broker. One thread. */
final class Beans implements AutoCloseable {

    private final String nameServers;
    private final TernResourceAdapter adapter = new TernResourceAdapter();
    private final JtaContainer container;
    private TernActivationSpec activated;

    Beans(String nameServers, JtaContainer container) throws ResourceException {
        this.nameServers = nameServers;
        this.container = container;
        adapter.setNameServers(nameServers);
        adapter.start(container);
    }

    TernResourceAdapter adapter() {
        return adapter;
    }

    static TernActivationSpec queue(String name) {
        return queue(name, new TernActivationSpec());
    }

    static <T extends TernActivationSpec> T queue(String name, T spec) {
        spec.setDestination(name);
        spec.setDestinationType("jakarta.jms.Queue");
        return spec;
    }

    void activate(TernActivationSpec spec) throws ResourceException {
        spec.setResourceAdapter(adapter);
        spec.validate();
        adapter.endpointActivation(container, spec);
        activated = spec;
    }

    void deactivate() {
        adapter.endpointDeactivation(container, activated);
    }

    /** An attribute of the activation's MBean. */
    Object attribute(String name) {
        try {
            return ManagementFactory.getPlatformMBeanServer().getAttribute(mbean(), name);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An operation of the activation's MBean. */
    void invoke(String operation) {
        try {
            ManagementFactory.getPlatformMBeanServer().invoke(mbean(), operation, new Object[0], new String[0]);
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectName mbean() throws JMException {
        return new ObjectName("io.ternmq:type=Activation,name=" + ObjectName.quote(EndpointContext.nameOf(container)));
    }

    void send(String queue, String... texts) {
        try (JMSContext context = new TernConnectionFactory(nameServers).createContext()) {
            for (String text : texts) {
                context.createProducer().send(context.createQueue(queue), text);
            }
        }
    }

    /** Takes what is there for others: {@code text#count}. */
    List<String> take(String queue) {
        List<String> found = new ArrayList<>();
        try (JMSContext context = new TernConnectionFactory(nameServers).createContext()) {
            Queue from = context.createQueue(queue);
            JMSConsumer consumer = context.createConsumer(from);
            for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
                found.add(line(message));
            }
        } catch (JMSException | JMSRuntimeException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    static String line(Message message) throws JMSException {
        return message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount");
    }

    @Override
    public void close() {
        adapter.stop();
        container.close();
    }
}
