package io.ternmq.liberty.signon.app;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;

/** POST sends a text to a queue of each of two brokers, in one transaction, and answers with how that ended. */
@WebServlet("/signon")
public class SignOnServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "jms/signedFactory")
    private transient ConnectionFactory signed;

    @Resource(lookup = "jms/connectionFactory")
    private transient ConnectionFactory other;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("here");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            transaction.begin();
            String failure = send(request.getParameter("text"));
            if (failure == null) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
            response.getWriter().print(failure == null ? "committed" : failure);
        } catch (Exception e) {
            response.getWriter().print(e);
        }
    }

    private String send(String text) {
        try (JMSContext here = signed.createContext(); JMSContext there = other.createContext()) {
            here.createProducer().send(here.createQueue("signed_sent"), text);
            there.createProducer().send(there.createQueue("signed_sent"), text);
            return null;
        } catch (JMSRuntimeException e) {
            return e.toString();
        }
    }
}
