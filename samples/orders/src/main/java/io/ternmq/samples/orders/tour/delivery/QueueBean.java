package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Notebook;
import io.ternmq.samples.orders.tour.Texts;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Notes what it gets. */
@MessageDriven
public class QueueBean implements MessageListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMessage(Message message) {
        notebook.note(message, "the bean got " + Texts.of(message));
    }
}
