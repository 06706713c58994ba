package io.ternmq.liberty.snippets.shop;

import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Of {@code topic-mdb.xml}. */
@MessageDriven
public class NewsBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        Till.note("NewsBean", message);
    }
}
