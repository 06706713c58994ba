package io.ternmq.samples.orders.tour.transaction;

import io.ternmq.samples.orders.tour.Notebook;
import io.ternmq.samples.orders.tour.Texts;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Gets the receipts. */
@MessageDriven
public class ReceiptBean implements MessageListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMessage(Message message) {
        notebook.note(message, Texts.of(message));
    }
}
