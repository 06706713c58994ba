package io.ternmq.jms.endtoend.xa;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayList;
import java.util.List;

/** What was in a queue. */
record ConsumedMessages(List<String> texts) {
    /** Wait for what should not be there: {@code receive} with a time asks the broker before it gives up. */
    static final long NONE_EXPECTED_MS = 1;

    /** Takes all that is there; waits for the first one. */
    static ConsumedMessages of(JMSContext context, String queue, long waitMs) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            Message message = consumer.receive(waitMs);
            while (message != null) {
                texts.add(message.getBody(String.class));
                message = consumer.receive(NONE_EXPECTED_MS);
            }
        }
        return new ConsumedMessages(texts);
    }
}
