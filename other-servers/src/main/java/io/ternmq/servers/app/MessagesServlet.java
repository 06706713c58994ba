package io.ternmq.servers.app;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.io.IOException;

/** POST sends a text, GET lists what a bean got, one message a line. */
@WebServlet("/messages")
public class MessagesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(name = "jms/factory")
    private transient ConnectionFactory factory;

    @Resource(name = "jms/messages")
    private transient Queue messages;

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
        String queue = request.getParameter("queue");
        String text = request.getParameter("text");
        try {
            switch (request.getParameter("transaction")) {
                case "none" -> send(queue, text);
                case "committed" -> {
                    transaction.begin();
                    send(queue, text);
                    transaction.commit();
                }
                case "rolledBack" -> {
                    transaction.begin();
                    send(queue, text);
                    transaction.rollback();
                }
                default -> throw new IllegalArgumentException("transaction: " + request.getParameter("transaction"));
            }
        } catch (NotSupportedException | SystemException | RollbackException | HeuristicMixedException | HeuristicRollbackException e) {
            throw new IllegalStateException(e);
        }
        response.getWriter().println("sent");
    }

    private void send(String queue, String text) {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(queue == null ? messages : context.createQueue(queue), text);
        }
    }
}
