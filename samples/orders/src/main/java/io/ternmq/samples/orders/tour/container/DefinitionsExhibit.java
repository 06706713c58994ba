package io.ternmq.samples.orders.tour.container;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.Queue;
import java.util.List;

/** Annotations stand at a component of Jakarta EE, so this exhibit is an enterprise bean. It sends and receives, outside a transaction. */
@JMSConnectionFactoryDefinition(name = "java:app/tour/factory", resourceAdapter = "ternmq")
@JMSDestinationDefinition(name = "java:app/tour/queue", interfaceName = "jakarta.jms.Queue", resourceAdapter = "ternmq",
        destinationName = "tour_defined")
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DefinitionsExhibit implements Exhibit {

    private static final long TIMEOUT_MS = 20_000;

    @Resource(lookup = "java:app/tour/factory")
    private ConnectionFactory factory;

    @Resource(lookup = "java:app/tour/queue")
    private Queue queue;

    @Override
    public String name() {
        return "definitions";
    }

    @Override
    public String title() {
        return "Connection factory and queue defined by annotations, without a line of server.xml";
    }

    @Override
    public List<String> show(Run run) {
        try (JMSContext context = factory.createContext();
                JMSConsumer consumer = context.createConsumer(queue, Run.PROPERTY + " = '" + run.id() + "'")) {
            context.createProducer().setProperty(Run.PROPERTY, run.id()).send(queue, "hello");
            String received = consumer.receiveBody(String.class, TIMEOUT_MS);
            if (received == null) {
                throw new IllegalStateException("Nothing comes within " + TIMEOUT_MS + " ms");
            }
            return List.of("received: " + received);
        }
    }
}
