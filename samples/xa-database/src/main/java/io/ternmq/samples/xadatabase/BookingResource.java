package io.ternmq.samples.xadatabase;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;

/** Asks for seats, and shows who has one and what was printed. */
@Path("/")
@Stateless
public class BookingResource {

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    @Resource(lookup = "jms/bookings")
    private Queue bookings;

    @EJB
    private Seats seats;

    @Inject
    private Printer printer;

    /** Asks for a seat for the guest in the body. */
    @POST
    @Path("seats/{number}")
    @Produces(MediaType.TEXT_PLAIN)
    public String ask(@PathParam("number") int number, String guest) {
        context.createProducer().setProperty("seat", number).send(bookings, guest.strip());
        return "asked for\n";
    }

    /** The database. */
    @GET
    @Path("seats")
    @Produces(MediaType.TEXT_PLAIN)
    public String seats() throws SQLException {
        return String.join("\n", seats.taken());
    }

    /** The printer. */
    @GET
    @Path("tickets")
    @Produces(MediaType.TEXT_PLAIN)
    public String tickets() {
        return String.join("\n", printer.printed());
    }
}
