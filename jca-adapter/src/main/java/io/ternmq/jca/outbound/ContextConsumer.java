package io.ternmq.jca.outbound;

import static io.ternmq.jca.outbound.RuntimeExceptions.call;
import static io.ternmq.jca.outbound.RuntimeExceptions.run;

import jakarta.jms.JMSConsumer;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;

/** A consumer of the simplified interface. Owned by the application's thread. */
record ContextConsumer(MessageConsumer consumer) implements JMSConsumer {

    @Override
    public String getMessageSelector() {
        return call(consumer::getMessageSelector);
    }

    @Override
    public MessageListener getMessageListener() {
        return call(consumer::getMessageListener);
    }

    @Override
    public void setMessageListener(MessageListener listener) {
        run(() -> consumer.setMessageListener(listener));
    }

    @Override
    public Message receive() {
        return call(() -> consumer.receive());
    }

    @Override
    public Message receive(long timeoutMs) {
        return call(() -> consumer.receive(timeoutMs));
    }

    @Override
    public Message receiveNoWait() {
        return call(consumer::receiveNoWait);
    }

    @Override
    public <T> T receiveBody(Class<T> type) {
        return body(receive(), type);
    }

    @Override
    public <T> T receiveBody(Class<T> type, long timeoutMs) {
        return body(receive(timeoutMs), type);
    }

    @Override
    public <T> T receiveBodyNoWait(Class<T> type) {
        return body(receiveNoWait(), type);
    }

    private static <T> T body(Message message, Class<T> type) {
        return message == null ? null : call(() -> message.getBody(type));
    }

    @Override
    public void close() {
        run(consumer::close);
    }
}
