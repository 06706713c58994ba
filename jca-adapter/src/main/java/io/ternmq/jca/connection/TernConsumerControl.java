package io.ternmq.jca.connection;

import io.ternmq.jms.DeliveryControl;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.function.Consumer;

/** A consumer of TernMQ's own JMS client. */
record TernConsumerControl(DeliveryControl control) implements ConsumerControl {

    @Override
    public void listen(int maxMessages, long timeoutMs, Consumer<List<Message>> listener, String name) throws JMSException {
        control.listen(maxMessages, timeoutMs, listener, name);
    }

    @Override
    public void limit(int messages) throws JMSException {
        control.limit(messages);
    }

    @Override
    public int waiting() {
        return control.waiting();
    }

    @Override
    public void giveBackWaiting() throws JMSException {
        control.giveBackWaiting();
    }

    @Override
    public void explain(Throwable failure, String listener) {
        control.explain(failure, listener);
    }
}
