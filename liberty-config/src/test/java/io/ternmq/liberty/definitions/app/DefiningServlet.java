package io.ternmq.liberty.definitions.app;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.resource.AdministeredObjectDefinition;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Defines factories and destinations of the adapter {@code ternmq}; sends through those that are asked for, and receives again. */
@JMSConnectionFactoryDefinition(name = "java:app/jms/factory", resourceAdapter = "ternmq", maxPoolSize = 5, minPoolSize = 0,
        properties = "options=sendTimeoutMs=20000")
@JMSConnectionFactoryDefinition(name = "java:app/jms/queueFactory", interfaceName = "jakarta.jms.QueueConnectionFactory",
        resourceAdapter = "ternmq")
@JMSConnectionFactoryDefinition(name = "java:app/jms/topicFactory", interfaceName = "jakarta.jms.TopicConnectionFactory",
        resourceAdapter = "ternmq")
@JMSDestinationDefinition(name = "java:app/jms/queue", interfaceName = "jakarta.jms.Queue", resourceAdapter = "ternmq",
        destinationName = "defined_queue")
@JMSDestinationDefinition(name = "java:app/jms/topic", interfaceName = "jakarta.jms.Topic", resourceAdapter = "ternmq",
        destinationName = "defined_topic")
@ConnectionFactoryDefinition(name = "java:app/jms/connectorFactory", interfaceName = "jakarta.jms.ConnectionFactory",
        resourceAdapter = "ternmq")
@AdministeredObjectDefinition(name = "java:app/jms/administeredQueue", interfaceName = "jakarta.jms.Queue",
        className = "io.ternmq.jca.admin.QueueObject", resourceAdapter = "ternmq", properties = "destinationName=defined_administered_queue")
@AdministeredObjectDefinition(name = "java:app/jms/administeredTopic", interfaceName = "jakarta.jms.Topic",
        className = "io.ternmq.jca.admin.TopicObject", resourceAdapter = "ternmq", properties = "destinationName=defined_administered_topic")
@WebServlet("/definitions")
public class DefiningServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long TIMEOUT_MS = 20_000;

    @Resource(lookup = "java:app/jms/factory")
    private transient ConnectionFactory injectedFactory;

    @Resource(lookup = "java:app/jms/queue")
    private transient Queue injectedQueue;

    @Resource(lookup = "java:app/jms/topic")
    private transient Topic injectedTopic;

    @Resource(name = "jms/resourceReference", lookup = "jms/connectionFactory")
    private transient ConnectionFactory reference;

    @Inject
    @JMSConnectionFactory("java:app/jms/factory")
    private transient JMSContext context;

    @Inject
    private transient JMSContext defaultContext;

    /** Answers with the schema of server.xml. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            ObjectName generator = new ObjectName("WebSphere:name=com.ibm.ws.config.serverSchemaGenerator");
            response.getWriter().print(ManagementFactory.getPlatformMBeanServer().invoke(generator, "generate", null, null));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers with what was received. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = request.getParameter("text");
        try {
            String received = switch (request.getParameter("by")) {
                case "lookup" -> exchange(find(request.getParameter("factory")), find(request.getParameter("destination")), text);
                case "resource" -> exchange(injectedFactory, injectedQueue, text) + exchange(reference, injectedTopic, text);
                case "context" -> exchange(context, text);
                case "defaultContext" -> exchange(defaultContext, text);
                default -> throw new IllegalArgumentException("by: " + request.getParameter("by"));
            };
            response.getWriter().print(received);
        } catch (JMSException | NamingException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T find(String name) throws NamingException {
        return (T) new InitialContext().lookup(name);
    }

    private static String exchange(ConnectionFactory factory, Destination destination, String text) throws JMSException {
        try (Connection connection = factory.createConnection(); Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(destination)) {
            connection.start();
            try (Connection sender = factory.createConnection(); Session sending = sender.createSession()) {
                sending.createProducer(destination).send(sending.createTextMessage(text));
            }
            return consumer.receive(TIMEOUT_MS).getBody(String.class);
        }
    }

    private String exchange(JMSContext through, String text) {
        through.createProducer().send(injectedQueue, text);
        return through.createConsumer(injectedQueue).receiveBody(String.class, TIMEOUT_MS);
    }
}
