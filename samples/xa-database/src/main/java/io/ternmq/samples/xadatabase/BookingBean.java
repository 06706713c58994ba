package io.ternmq.samples.xadatabase;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import java.sql.SQLException;

/**
 * Books a seat and sends the ticket. The delivery of the request, the row and the ticket are one transaction: when the seat is taken there
 * is no ticket, and the request goes to the dead letter queue after three deliveries.
 */
@MessageDriven
public class BookingBean implements MessageListener {

    @EJB
    private Seats seats;

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    @Resource(lookup = "jms/tickets")
    private Queue tickets;

    @Override
    public void onMessage(Message request) {
        try {
            String guest = request.getBody(String.class);
            int seat = request.getIntProperty("seat");
            // Sent before the seat is booked, to show that it does not leave when booking fails.
            context.createProducer().send(tickets, "seat " + seat + " for " + guest);
            seats.book(seat, guest);
        } catch (JMSException | SQLException e) {
            throw new IllegalStateException("Cannot book: " + e.getMessage(), e);
        }
    }
}
