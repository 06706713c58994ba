package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The first thing that everybody does. */
@ApplicationScoped
public class QueueExhibit implements Exhibit {

    @EJB
    private Sender sender;

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public String title() {
        return "A bean on a queue";
    }

    @Override
    public List<String> show(Run run) {
        sender.send(run, "tour_queue", List.of("hello"));
        return run.await(1);
    }
}
