package io.ternmq.samples.ordered;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** POST sends payments, one a line, GET lists what was booked. */
@Path("accounts/{account}")
@Stateless
public class PaymentResource {

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    @Resource(lookup = "jms/payments")
    private Queue payments;

    @Inject
    private Accounts accounts;

    /** Sends all of them in one transaction; the account is the group. */
    @POST
    @Produces(MediaType.TEXT_PLAIN)
    public String pay(@PathParam("account") String account, String lines) {
        JMSProducer producer = context.createProducer().setProperty("JMSXGroupID", account);
        lines.lines().forEach(payment -> producer.send(payments, payment));
        return "sent\n";
    }

    /** What was booked, one a line. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String bookings(@PathParam("account") String account) {
        return String.join("\n", accounts.bookings(account));
    }
}
