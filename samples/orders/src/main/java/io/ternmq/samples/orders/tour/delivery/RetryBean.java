package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Notebook;
import io.ternmq.samples.orders.tour.Texts;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Always fails. */
@MessageDriven
public class RetryBean implements MessageListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMessage(Message message) {
        notebook.note(message, "delivery " + Texts.property(message, "JMSXDeliveryCount") + " fails");
        throw new IllegalStateException("cannot do what is " + Texts.of(message));
    }
}
