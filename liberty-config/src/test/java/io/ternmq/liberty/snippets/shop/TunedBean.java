package io.ternmq.liberty.snippets.shop;

import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Of {@code tuning.xml}. Fails always, to show how often it is tried. */
@MessageDriven
public class TunedBean implements MessageListener {

    @Override
    public void onMessage(Message message) {
        String text = Till.note("TunedBean", message);
        throw new IllegalStateException("refuses '" + text + "'");
    }
}
