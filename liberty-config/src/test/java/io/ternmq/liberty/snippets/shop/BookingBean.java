package io.ternmq.liberty.snippets.shop;

import jakarta.annotation.Resource;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Of {@code xa-database.xml}: writes a row, sends a message, and fails once after both. */
@MessageDriven
public class BookingBean implements MessageListener {

    @Resource(lookup = "jdbc/bookings")
    private DataSource bookings;

    @Resource(lookup = "jms/bookingsDone")
    private Queue done;

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    @Override
    public void onMessage(Message message) {
        String text = Till.note("BookingBean", message);
        try (Connection connection = bookings.getConnection(); Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO BOOKING VALUES ('" + text + "')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        context.createProducer().send(done, text);
        if (Till.lines("BookingBean").stream().filter(text::equals).count() == 1) {
            throw new IllegalStateException("fails the first time");
        }
    }
}
