package io.ternmq.liberty.transactions;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Runs one case after another, each on the queue of its name, and answers with what can be received there afterwards. */
@WebServlet("/transactions")
public class TransactionsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final long SHORT_MS = 1_000;

    @Resource(lookup = "jms/connectionFactory")
    private transient ConnectionFactory shared;

    @Resource(lookup = "jms/connectionFactory", shareable = false)
    private transient ConnectionFactory unshared;

    @Resource(lookup = "jms/smallFactory", shareable = false)
    private transient ConnectionFactory small;

    @Resource(lookup = "jms/immediateFactory")
    private transient ConnectionFactory immediate;

    @Resource(lookup = "jms/localFactory")
    private transient ConnectionFactory local;

    @Resource(lookup = "jms/localFactory", shareable = false)
    private transient ConnectionFactory unsharedLocal;

    @Inject
    private transient JMSContext injected;

    @Resource
    private transient UserTransaction transaction;

    private transient Connection keptConnection;
    private transient Session keptSession;

    /** A case. */
    @FunctionalInterface
    private interface Case {
        void run(String queue) throws Exception;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getParameter("case");
        try {
            of(name).run(name);
            response.getWriter().print(received(name));
        } catch (Exception e) {
            e.printStackTrace(response.getWriter());
        }
    }

    private Case of(String name) {
        return switch (name) {
            case "before-shared" -> queue -> sessionMadeBefore(shared, queue);
            case "before-unshared" -> queue -> sessionMadeBefore(unshared, queue);
            case "receive-shared" -> queue -> receivesBeforeAndInside(shared, queue);
            case "receive-unshared" -> queue -> receivesBeforeAndInside(unshared, queue);
            case "unused" -> queue -> unused();
            case "two-factories" -> queue -> sendThroughBoth(shared, small, queue);
            case "injected" -> this::injectedInEachTransaction;
            case "immediate" -> this::immediatelyInATransaction;
            case "local" -> queue -> sessionMadeBefore(local, queue);
            case "local-receive" -> queue -> receivesBeforeAndInside(local, queue);
            case "local-and-xa" -> queue -> sendThroughBoth(local, shared, queue);
            case "local-twice" -> queue -> sendThroughBoth(unsharedLocal, unsharedLocal, queue);
            case "kept" -> this::keptOverRequests;
            case "left-open" -> this::leftOpen;
            case "wrong-options" -> queue -> lookUpWrongOptions();
            default -> throw new IllegalArgumentException("case: " + name);
        };
    }

    /** A session that is there before, in between and after two transactions. */
    private void sessionMadeBefore(ConnectionFactory factory, String queue) throws Exception {
        try (Connection connection = factory.createConnection(); Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue(queue));
            producer.send(session.createTextMessage("before"));
            transaction.begin();
            producer.send(session.createTextMessage("undone"));
            requireTransacted(session, true);
            transaction.rollback();
            producer.send(session.createTextMessage("between"));
            requireTransacted(session, false);
            transaction.begin();
            producer.send(session.createTextMessage("committed"));
            transaction.commit();
            producer.send(session.createTextMessage("after"));
        }
    }

    private static void requireTransacted(Session session, boolean isExpected) throws JMSException {
        if (session.getTransacted() != isExpected) {
            throw new IllegalStateException("transacted: " + session.getTransacted() + " (expected: " + isExpected + ")");
        }
    }

    /** What is received outside stays acknowledged, what is received inside comes again. */
    private void receivesBeforeAndInside(ConnectionFactory factory, String queue) throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue(queue), "outside").send(context.createQueue(queue), "inside");
            JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
            require("outside", consumer.receiveBody(String.class, 10 * SHORT_MS));
            transaction.begin();
            require("inside", consumer.receiveBody(String.class, 10 * SHORT_MS));
            transaction.rollback();
        }
    }

    private static void require(String expected, String found) {
        if (!expected.equals(found)) {
            throw new IllegalStateException("received " + found + " (expected: " + expected + ")");
        }
    }

    private void unused() throws Exception {
        transaction.begin();
        try (JMSContext context = shared.createContext()) {
            context.createTextMessage("never sent");
        }
        transaction.commit();
    }

    private void sendThroughBoth(ConnectionFactory first, ConnectionFactory second, String queue) throws Exception {
        for (String end : new String[] {"undone", "committed"}) {
            transaction.begin();
            boolean isSent = false;
            try (JMSContext one = first.createContext(); JMSContext other = second.createContext()) {
                one.createProducer().send(one.createQueue(queue), end + " by one");
                other.createProducer().send(other.createQueue(queue), end + " by the other");
                isSent = true;
            } finally {
                if (!isSent || "undone".equals(end)) {
                    transaction.rollback();
                } else {
                    transaction.commit();
                }
            }
        }
    }

    private void injectedInEachTransaction(String queue) throws Exception {
        injected.createProducer().send(injected.createQueue(queue), "outside");
        transaction.begin();
        injected.createProducer().send(injected.createQueue(queue), "undone");
        transaction.rollback();
        transaction.begin();
        injected.createProducer().send(injected.createQueue(queue), "committed");
        transaction.commit();
    }

    private void immediatelyInATransaction(String queue) throws Exception {
        transaction.begin();
        try (JMSContext context = immediate.createContext()) {
            context.createProducer().send(context.createQueue(queue), "at once");
        }
        transaction.rollback();
    }

    /** Made by the first request, used by all. */
    private synchronized void keptOverRequests(String queue) throws Exception {
        if (keptSession == null) {
            keptConnection = shared.createConnection();
            keptSession = keptConnection.createSession();
        }
        transaction.begin();
        keptSession.createProducer(keptSession.createQueue(queue)).send(keptSession.createTextMessage("kept"));
        transaction.commit();
    }

    /** Whoever forgets to close loses nothing but the handle: the pool has three connections. */
    private void leftOpen(String queue) throws Exception {
        Session session = small.createConnection().createSession();
        session.createProducer(session.createQueue(queue)).send(session.createTextMessage("left open"));
    }

    private static void lookUpWrongOptions() throws NamingException {
        new InitialContext().lookup("jms/wrongFactory");
    }

    private String received(String queue) {
        StringBuilder all = new StringBuilder();
        try (JMSContext context = shared.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
            for (String text = consumer.receiveBody(String.class, SHORT_MS); text != null;
                    text = consumer.receiveBody(String.class, SHORT_MS)) {
                all.append(text).append('\n');
            }
        }
        return all.toString();
    }

    @Override
    public void destroy() {
        if (keptConnection != null) {
            try {
                keptConnection.close();
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
