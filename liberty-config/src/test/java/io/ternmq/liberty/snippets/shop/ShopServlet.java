package io.ternmq.liberty.snippets.shop;

import jakarta.annotation.Resource;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Enumeration;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** POST sends through a factory to a destination, both by name; GET lists what a bean got, a queue holds, or a table has. */
@WebServlet("/shop")
public class ShopServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource(lookup = "jms/connectionFactory")
    private transient ConnectionFactory factory;

    @Resource(lookup = "jdbc/bookings")
    private transient DataSource bookings;

    @Override
    public void init() {
        try (Connection connection = bookings.getConnection(); Statement statement = connection.createStatement();
                ResultSet tables = connection.getMetaData().getTables(null, null, "BOOKING", null)) {
            statement.execute(tables.next() ? "DELETE FROM BOOKING" : "CREATE TABLE BOOKING(TEXT VARCHAR(80))");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (JMSContext context = ((ConnectionFactory) find(request.getParameter("factory"))).createContext()) {
            context.createProducer().send((Destination) find(request.getParameter("to")), request.getParameter("text"));
        }
        response.getWriter().print("sent");
    }

    private static Object find(String name) {
        try {
            return new InitialContext().lookup(name);
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String bean = request.getParameter("bean");
        String queue = request.getParameter("queue");
        try {
            if (bean != null) {
                response.getWriter().print(String.join("\n", Till.lines(bean)));
            } else if (queue != null) {
                browse(queue, response);
            } else {
                rows(response);
            }
        } catch (JMSException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void browse(String queue, HttpServletResponse response) throws JMSException, IOException {
        try (JMSContext context = factory.createContext(); QueueBrowser browser = context.createBrowser((Queue) find(queue))) {
            for (Enumeration<?> messages = browser.getEnumeration(); messages.hasMoreElements();) {
                response.getWriter().println(((Message) messages.nextElement()).getBody(String.class));
            }
        }
    }

    private void rows(HttpServletResponse response) throws SQLException, IOException {
        try (Connection connection = bookings.getConnection(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT TEXT FROM BOOKING")) {
            while (rows.next()) {
                response.getWriter().println(rows.getString(1));
            }
        }
    }
}
