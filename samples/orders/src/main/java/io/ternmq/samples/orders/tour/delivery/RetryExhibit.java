package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The broker keeps delay and count, so they survive restarts of both sides. */
@ApplicationScoped
public class RetryExhibit implements Exhibit {

    private static final int DELIVERIES = 3;

    @EJB
    private Sender sender;

    @Override
    public String name() {
        return "retry";
    }

    @Override
    public String title() {
        return "A delivery that fails comes again, later each time, and ends as a dead letter with its story";
    }

    @Override
    public List<String> show(Run run) {
        sender.send(run, "tour_retry", List.of("hopeless"));
        return run.await(DELIVERIES + 1);
    }
}
