package io.ternmq.samples.xadatabase;

import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Prints tickets. */
@MessageDriven
public class TicketBean implements MessageListener {

    @Inject
    private Printer printer;

    @Override
    public void onMessage(Message ticket) {
        try {
            printer.print(ticket.getBody(String.class));
        } catch (JMSException e) {
            throw new IllegalStateException("Not a ticket: " + ticket, e);
        }
    }
}
