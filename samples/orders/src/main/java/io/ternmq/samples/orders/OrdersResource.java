package io.ternmq.samples.orders;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.UUID;

/** POST sends an order, GET lists all. */
@Path("orders")
@RequestScoped
public class OrdersResource {

    @Inject
    private OrderBook book;

    @Inject
    private OrderSender sender;

    /**
     * Sends an order.
     *
     * @param via {@code factory} or {@code context}
     */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_PLAIN)
    public Response send(@FormParam("customer") @DefaultValue("somebody") String customer,
                         @FormParam("item") @DefaultValue("something") String item,
                         @FormParam("quantity") @DefaultValue("1") int quantity,
                         @FormParam("via") @DefaultValue("factory") String via) throws JMSException {
        Order order = new Order(UUID.randomUUID().toString().substring(0, 8), customer, item, quantity);
        switch (via) {
            case "factory" -> sender.sendByConnectionFactory(order);
            case "context" -> sender.sendByContext(order);
            default -> throw new BadRequestException("via: " + via + " (expected: factory or context)");
        }
        book.note(order, OrderBook.State.SENT);
        return Response.accepted(order.id() + "\n").build();
    }

    /** All orders, newest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public JsonArray list() {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (OrderBook.Entry entry : book.newestFirst()) {
            Order order = entry.order();
            list.add(Json.createObjectBuilder().add("id", order.id()).add("customer", order.customer()).add("item", order.item())
                    .add("quantity", order.quantity()).add("state", entry.state().name().toLowerCase(Locale.ROOT)));
        }
        return list.build();
    }
}
