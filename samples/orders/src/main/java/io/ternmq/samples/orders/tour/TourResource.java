package io.ternmq.samples.orders.tour;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;

/** GET lists the exhibits, POST shows one. */
@Path("tour")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TourResource {

    @Inject
    @Any
    private Instance<Exhibit> exhibits;

    @Inject
    private Notebook notebook;

    /** Name and title of each. */
    @GET
    public JsonArray list() {
        JsonArrayBuilder list = Json.createArrayBuilder();
        exhibits.stream().sorted(Comparator.comparing(Exhibit::name)).forEach(exhibit ->
                list.add(Json.createObjectBuilder().add("name", exhibit.name()).add("title", exhibit.title())));
        return list.build();
    }

    /** Shows one: whether all went as it should, and what happened. */
    @POST
    @Path("{name}")
    public JsonObject show(@PathParam("name") String name) {
        Exhibit exhibit = exhibits.stream().filter(one -> one.name().equals(name)).findFirst()
                .orElseThrow(() -> new NotFoundException("exhibit: " + name));
        Run run = notebook.open();
        try {
            return outcome(true, exhibit.show(run));
        } catch (JMSException | RuntimeException e) {
            // Whatever is wrong is what there is to see.
            return outcome(false, List.of(e.toString()));
        } finally {
            notebook.close(run);
        }
    }

    private static JsonObject outcome(boolean isDone, List<String> lines) {
        return Json.createObjectBuilder().add("done", isDone).add("lines", Json.createArrayBuilder(lines)).build();
    }
}
