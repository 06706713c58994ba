package io.ternmq.samples.orders.tour.container;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.util.List;

/** The temporary queue belongs to the connection, and goes with it. */
@ApplicationScoped
public class RequestReplyExhibit implements Exhibit {

    private static final long TIMEOUT_MS = 20_000;

    @Resource(lookup = "jms/connectionFactory")
    private ConnectionFactory factory;

    @Override
    public String name() {
        return "request-reply";
    }

    @Override
    public String title() {
        return "A request whose answer comes to a temporary queue";
    }

    @Override
    public List<String> show(Run run) throws JMSException {
        // Outside a transaction: in one, the request would leave at its commit only.
        try (JMSContext context = factory.createContext()) {
            Queue answers = context.createTemporaryQueue();
            TextMessage request = context.createTextMessage("how are you?");
            request.setJMSReplyTo(answers);
            context.createProducer().setTimeToLive(TIMEOUT_MS).send(context.createQueue("tour_questions"), request);
            Message answer = context.createConsumer(answers).receive(TIMEOUT_MS);
            if (answer == null || !request.getJMSMessageID().equals(answer.getJMSCorrelationID())) {
                throw new IllegalStateException("No answer to " + request.getJMSMessageID() + ": " + answer);
            }
            return List.of("asked: " + request.getText(), "answered: " + answer.getBody(String.class));
        }
    }
}
