package io.ternmq.samples.ordered;

import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/**
 * Books payments. The broker gives the messages of one group to one consumer at a time; when one fails, those behind it wait until it is
 * delivered again, and other groups go on. A payment "flaky …" fails at its first delivery.
 */
@MessageDriven
public class PaymentBean implements MessageListener {

    @Inject
    private Accounts accounts;

    @Override
    public void onMessage(Message message) {
        try {
            String payment = message.getBody(String.class);
            if (payment.startsWith("flaky") && !message.getJMSRedelivered()) {
                throw new IllegalStateException("cannot book '" + payment + "' now");
            }
            accounts.book(message.getStringProperty("JMSXGroupID"), payment);
        } catch (JMSException e) {
            throw new IllegalStateException("Not a payment: " + message, e);
        }
    }
}
