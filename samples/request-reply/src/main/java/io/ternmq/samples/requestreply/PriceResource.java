package io.ternmq.samples.requestreply;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.core.MediaType;

/**
 * Asks for a price. Outside a transaction: in one, the request would not leave before its commit, and waiting for the answer would be in
 * vain.
 */
@Path("prices")
@RequestScoped
public class PriceResource {

    private static final long TIMEOUT_MS = 10_000;

    @Resource(lookup = "jms/connectionFactory")
    private ConnectionFactory factory;

    @Resource(lookup = "jms/prices")
    private Queue prices;

    /** The answer of {@link PriceBean}. */
    @GET
    @Path("{item}")
    @Produces(MediaType.TEXT_PLAIN)
    public String price(@PathParam("item") String item) throws JMSException {
        try (JMSContext context = factory.createContext()) {
            TemporaryQueue answers = context.createTemporaryQueue();
            TextMessage request = context.createTextMessage(item);
            request.setJMSReplyTo(answers);
            // Nobody waits for the answer any longer, so the request is not worth more either.
            context.createProducer().setTimeToLive(TIMEOUT_MS).send(prices, request);
            Message answer = context.createConsumer(answers).receive(TIMEOUT_MS);
            if (answer == null) {
                throw new ServerErrorException("No answer within " + TIMEOUT_MS + " ms", 504);
            }
            return answer.getBody(String.class);
        }
    }
}
