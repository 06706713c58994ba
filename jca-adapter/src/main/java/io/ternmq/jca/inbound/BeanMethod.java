package io.ternmq.jca.inbound;

import io.ternmq.jca.batch.BatchMessageListener;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.reflect.Method;
import java.util.List;

/** The method of a bean that messages are handed to. */
enum BeanMethod {

    /** Of {@link MessageListener}: one message. */
    ON_MESSAGE(MessageListener.class, "onMessage", Message.class) {
        @Override
        void call(MessageEndpoint endpoint, List<Message> messages) {
            ((MessageListener) endpoint).onMessage(messages.get(0));
        }
    },
    /** Of {@link BatchMessageListener}: several at a time. */
    ON_MESSAGES(BatchMessageListener.class, "onMessages", List.class) {
        @Override
        void call(MessageEndpoint endpoint, List<Message> messages) {
            ((BatchMessageListener) endpoint).onMessages(messages);
        }
    };

    private final Method method;

    BeanMethod(Class<?> type, String name, Class<?> parameter) {
        try {
            this.method = type.getMethod(name, parameter);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + " without " + name, e);
        }
    }

    /** For the container. */
    Method method() {
        return method;
    }

    abstract void call(MessageEndpoint endpoint, List<Message> messages);
}
