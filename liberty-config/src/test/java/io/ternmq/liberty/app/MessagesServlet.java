package io.ternmq.liberty.app;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.io.IOException;

/** POST sends a text, GET lists what a bean got, one message a line. */
@WebServlet("/messages")
public class MessagesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "jms/connectionFactory")
    private transient ConnectionFactory factory;

    @Inject
    private transient JMSContext context;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (String line : Received.by(request.getParameter("bean"))) {
            response.getWriter().println(line);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String text = request.getParameter("text");
        try {
            switch (request.getParameter("via")) {
                case "factory" -> viaFactory(request, text);
                case "context" -> context.createProducer().setJMSType(request.getParameter("type")).send(context.createQueue(request.getParameter("queue")), text);
                case "rolledBack" -> rolledBack(request, text);
                default -> throw new IllegalArgumentException("via: " + request.getParameter("via"));
            }
        } catch (JMSException | NotSupportedException | SystemException e) {
            throw new IllegalStateException(e);
        }
        response.getWriter().println("sent");
    }

    private void viaFactory(HttpServletRequest request, String text) throws JMSException {
        try (Connection connection = factory.createConnection(); Session session = connection.createSession()) {
            TextMessage message = session.createTextMessage(text);
            message.setJMSType(request.getParameter("type"));
            message.setStringProperty("customer", "Ann");
            String queue = request.getParameter("queue");
            Destination destination = queue != null
                    ? session.createQueue(queue)
                    : session.createTopic(request.getParameter("topic"));
            session.createProducer(destination).send(message);
        }
    }

    private void rolledBack(HttpServletRequest request, String text)
            throws JMSException, NotSupportedException, SystemException {
        transaction.begin();
        viaFactory(request, text);
        transaction.rollback();
    }
}
