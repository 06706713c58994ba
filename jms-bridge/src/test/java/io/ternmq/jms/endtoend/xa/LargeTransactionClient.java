package io.ternmq.jms.endtoend.xa;

import io.ternmq.jms.TernConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;

/** A client of little memory: sends much in one transaction, and receives it in another one. */
public final class LargeTransactionClient {
    /** What it says when it has got everything. */
    static final String DONE = "DONE";

    private LargeTransactionClient() {
    }

    /** Arguments: address of a name server, how many messages, how long each. */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        byte[] body = new byte[Integer.parseInt(args[2])];
        try (JMSContext context = new TernConnectionFactory(args[0]).createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue("large");
            for (int i = 0; i < count; i++) {
                context.createProducer().setProperty("number", i).send(queue, body);
            }
            context.commit();
            JMSConsumer consumer = context.createConsumer(queue);
            for (int i = 0; i < count; i++) {
                Message message = consumer.receive(30_000);
                if (message == null || message.getIntProperty("number") != i || message.getBody(byte[].class).length != body.length) {
                    throw new AssertionError("message " + i + " is " + message);
                }
            }
            context.commit();
            System.out.println(consumer.receiveNoWait() == null ? DONE : "one message is left");
        }
    }
}
