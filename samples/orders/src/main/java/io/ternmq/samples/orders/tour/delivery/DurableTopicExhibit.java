package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Open Liberty stops and starts a single bean by an MBean of its own. */
@ApplicationScoped
public class DurableTopicExhibit implements Exhibit {

    private static final String BEAN = "orders#orders.war#DurableBean";

    @EJB
    private Sender sender;

    @Override
    public String name() {
        return "durable-topic";
    }

    @Override
    public String title() {
        return "A bean with a durable subscription: what is sent while the bean is stopped waits for it";
    }

    @Override
    public List<String> show(Run run) {
        EndpointControl.pause(BEAN);
        try {
            sender.publish(run, "tour_news", List.of("news"));
            run.note("news is sent, and the bean is stopped");
        } finally {
            EndpointControl.resume(BEAN);
        }
        return run.await(2);
    }
}
