package io.ternmq.liberty.snippets.shop;

import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Of {@code queue-mdb.xml}. */
@MessageDriven
public class OrderBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Till.note("OrderBean", message);
    }
}
