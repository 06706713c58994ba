package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Notebook;
import io.ternmq.samples.orders.tour.Texts;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Gets what was given up. */
@MessageDriven
public class DeadLetterBean implements MessageListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMessage(Message message) {
        notebook.note(message, "dead letter from " + Texts.property(message, "JMS_X_DLQ_ORIG_DESTINATION") + ": "
                + Texts.property(message, "JMS_X_DLQ_EXCEPTION_MESSAGE"));
    }
}
