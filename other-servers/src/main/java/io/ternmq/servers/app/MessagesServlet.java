package io.ternmq.servers.app;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Queue;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
        new Sends(factory, messages, transaction)
            .send(request.getParameter("transaction"), request.getParameter("queue"), request.getParameter("text"));
        response.getWriter().println("sent");
    }
}
