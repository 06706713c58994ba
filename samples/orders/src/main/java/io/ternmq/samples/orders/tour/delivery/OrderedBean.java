package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Notebook;
import io.ternmq.samples.orders.tour.Texts;
import jakarta.annotation.Resource;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Fails at the first delivery of what is flaky. */
@MessageDriven
public class OrderedBean implements MessageListener {

    @Inject
    private Notebook notebook;

    @Resource
    private MessageDrivenContext transaction;

    @Override
    public void onMessage(Message message) {
        String text = Texts.of(message);
        int delivery = Integer.parseInt(Texts.property(message, "JMSXDeliveryCount"));
        if (text.endsWith("flaky") && delivery == 1) {
            transaction.setRollbackOnly();
        } else {
            notebook.note(message, text + ", delivery " + delivery);
        }
    }
}
