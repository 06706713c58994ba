package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.jca.batch.BatchMessageListener;
import io.ternmq.samples.orders.tour.Notebook;
import io.ternmq.samples.orders.tour.Texts;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import java.util.List;

/** The interface is the adapter's; server.xml makes it visible to the application. */
@MessageDriven
public class BatchBean implements BatchMessageListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMessages(List<Message> messages) {
        messages.forEach(message -> notebook.note(message, Texts.of(message) + ", in a batch of " + messages.size()));
    }
}
