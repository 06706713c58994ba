package io.ternmq.liberty.definitions.app;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.Queue;
import jakarta.resource.AdministeredObjectDefinition;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Sends a parcel and waits for the answer, by a factory or by an injected context. What it defines is of the adapter in its own ear, by the
 * name that Open Liberty has for that, or by the platform's form where Open Liberty knows it.
 */
@JMSConnectionFactoryDefinition(name = "java:app/jms/defined", resourceAdapter = "carrier.ternmq", maxPoolSize = 5)
@JMSDestinationDefinition(name = "java:app/jms/definedParcels", interfaceName = "jakarta.jms.Queue", resourceAdapter = "carrier.ternmq",
        destinationName = "carrier_parcels")
@ConnectionFactoryDefinition(name = "java:app/jms/connector", interfaceName = "jakarta.jms.ConnectionFactory", resourceAdapter = "#ternmq")
@AdministeredObjectDefinition(name = "java:app/jms/administeredParcels", interfaceName = "jakarta.jms.Queue",
        className = "io.ternmq.jca.admin.QueueObject", resourceAdapter = "#ternmq", properties = "destinationName=carrier_parcels")
@WebServlet("/parcels")
public class ParcelServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long TIMEOUT_MS = 30_000;

    @Resource(lookup = "jms/carrierFactory")
    private transient ConnectionFactory factory;

    @Resource(lookup = "jms/parcels")
    private transient Queue parcels;

    @Resource(lookup = "java:app/jms/definedParcels")
    private transient Queue definedParcels;

    @Inject
    @JMSConnectionFactory("jms/carrierFactory")
    private transient JMSContext injected;

    @Inject
    @JMSConnectionFactory("java:app/jms/defined")
    private transient JMSContext defined;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            response.getWriter().print(switch (request.getParameter("by")) {
                case "factory" -> exchange(factory, parcels);
                case "context" -> exchange(injected, parcels);
                case "defined" -> exchange(defined, definedParcels);
                case "lookup" -> exchange(InitialContext.<ConnectionFactory>doLookup(request.getParameter("factory")),
                        InitialContext.doLookup(request.getParameter("queue")));
                default -> throw new IllegalArgumentException("by: " + request.getParameter("by"));
            });
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String exchange(ConnectionFactory through, Queue to) {
        try (JMSContext context = through.createContext()) {
            return exchange(context, to);
        }
    }

    private static String exchange(JMSContext context, Queue to) {
        Queue answers = context.createTemporaryQueue();
        context.createProducer().setJMSReplyTo(answers).send(to, "parcel");
        return context.createConsumer(answers).receiveBody(String.class, TIMEOUT_MS);
    }
}
