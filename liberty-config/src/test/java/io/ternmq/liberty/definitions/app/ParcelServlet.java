package io.ternmq.liberty.definitions.app;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends a parcel and waits for the answer, by a factory or by an injected context. */
@WebServlet("/parcels")
public class ParcelServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long TIMEOUT_MS = 30_000;

    @Resource(lookup = "jms/carrierFactory")
    private transient ConnectionFactory factory;

    @Resource(lookup = "jms/parcels")
    private transient Queue parcels;

    @Inject
    @JMSConnectionFactory("jms/carrierFactory")
    private transient JMSContext injected;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean isInjected = "context".equals(request.getParameter("by"));
        response.getWriter().print(isInjected ? exchange(injected, parcels) : exchange(factory, parcels));
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
