package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.IntStream;

/** Many small messages are cheaper together. */
@ApplicationScoped
public class BatchExhibit implements Exhibit {

    private static final int MESSAGES = 5;

    @EJB
    private Sender sender;

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public String title() {
        return "A bean that takes several messages in one call and one transaction";
    }

    @Override
    public List<String> show(Run run) {
        sender.send(run, "tour_batch", IntStream.rangeClosed(1, MESSAGES).mapToObj(number -> "message " + number).toList());
        return run.await(MESSAGES);
    }
}
