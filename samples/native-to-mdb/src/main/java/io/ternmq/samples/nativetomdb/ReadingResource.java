package io.ternmq.samples.nativetomdb;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Lists the readings. */
@Path("readings")
@RequestScoped
public class ReadingResource {

    @Inject
    private Readings readings;

    /** One a line. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String list() {
        return String.join("\n", readings.all());
    }
}
