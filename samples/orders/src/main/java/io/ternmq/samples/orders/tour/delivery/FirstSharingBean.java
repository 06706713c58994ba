package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Notebook;
import io.ternmq.samples.orders.tour.Texts;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Shares a subscription with the other one. */
@MessageDriven
public class FirstSharingBean implements MessageListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMessage(Message message) {
        notebook.note(message, "first got " + Texts.of(message));
    }
}
