package io.ternmq.liberty.definitions.app;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends a parcel and waits for the answer. */
@WebServlet("/parcels")
public class ParcelServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long TIMEOUT_MS = 30_000;

    @Resource(lookup = "jms/carrierFactory")
    private transient ConnectionFactory factory;

    @Resource(lookup = "jms/parcels")
    private transient Queue parcels;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (JMSContext context = factory.createContext()) {
            Queue answers = context.createTemporaryQueue();
            context.createProducer().setJMSReplyTo(answers).send(parcels, "parcel");
            response.getWriter().print(context.createConsumer(answers).receiveBody(String.class, TIMEOUT_MS));
        }
    }
}
