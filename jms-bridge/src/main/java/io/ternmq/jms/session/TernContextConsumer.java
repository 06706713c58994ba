package io.ternmq.jms.session;

import io.ternmq.jms.core.ConsumerCore;
import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.message.TernMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageListener;

/** The simplified API's consumer. */
final class TernContextConsumer implements JMSConsumer {
    private final TernConsumer consumer;

    TernContextConsumer(TernConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public String getMessageSelector() {
        return Unchecked.call(consumer::getMessageSelector);
    }

    @Override
    public MessageListener getMessageListener() {
        return Unchecked.call(consumer::getMessageListener);
    }

    @Override
    public void setMessageListener(MessageListener listener) {
        Unchecked.run(() -> consumer.setMessageListener(listener));
    }

    @Override
    public Message receive() {
        return Unchecked.call(consumer::receive);
    }

    @Override
    public Message receive(long timeout) {
        return Unchecked.call(() -> consumer.receive(timeout));
    }

    @Override
    public Message receiveNoWait() {
        return Unchecked.call(consumer::receiveNoWait);
    }

    @Override
    public void close() {
        Unchecked.run(consumer::close);
    }

    @Override
    public <T> T receiveBody(Class<T> type) {
        return receiveBody(type, 0);
    }

    @Override
    public <T> T receiveBody(Class<T> type, long timeout) {
        return Unchecked.call(() -> consumer.core().receive(timeout < 0 ? ConsumerCore.NO_WAIT : timeout,
            delivery -> bodyOf(consumer.toMessage(delivery), type)));
    }

    @Override
    public <T> T receiveBodyNoWait(Class<T> type) {
        return receiveBody(type, ConsumerCore.NO_WAIT);
    }

    private static <T> T bodyOf(TernMessage message, Class<T> type) throws JMSException {
        boolean hasBody = message.getClass() != TernMessage.class;
        if (!hasBody || !message.isBodyAssignableTo(type)) {
            throw new MessageFormatException("The body of " + message + " cannot be received as " + type.getName(),
                JmsErrors.MESSAGE_FORMAT);
        }
        return message.getBody(type);
    }
}
