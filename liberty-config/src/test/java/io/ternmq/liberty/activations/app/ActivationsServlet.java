package io.ternmq.liberty.activations.app;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** GET tells what a bean got, or an attribute of its activation's MBean; POST sends texts in one transaction, breaks and mends, or opens the gate. */
@WebServlet("/activations")
public class ActivationsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "jms/connectionFactory")
    private transient ConnectionFactory factory;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String bean = request.getParameter("bean");
        String attribute = request.getParameter("attribute");
        if (attribute != null) {
            response.getWriter().print(attribute(bean, attribute));
        } else if (bean != null) {
            for (String line : Notes.of(bean)) {
                response.getWriter().println(line);
            }
        }
    }

    private static String attribute(String bean, String attribute) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            for (ObjectName name : server.queryNames(new ObjectName("io.ternmq:type=Activation,*"), null)) {
                if (name.getKeyProperty("name").contains("#" + bean)) {
                    return String.valueOf(server.getAttribute(name, attribute));
                }
            }
            return "no activation of " + bean;
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        String isBroken = request.getParameter("broken");
        if (isBroken != null) {
            Notes.setBroken(Boolean.parseBoolean(isBroken));
        } else if (request.getParameter("gate") != null) {
            Notes.openGate();
        } else {
            send(request.getParameter("queue"), request.getParameter("texts").split(","));
        }
    }

    private void send(String queue, String[] texts) {
        try {
            transaction.begin();
            try (JMSContext context = factory.createContext()) {
                for (String text : texts) {
                    context.createProducer().send(context.createQueue(queue), text);
                }
            }
            transaction.commit();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
