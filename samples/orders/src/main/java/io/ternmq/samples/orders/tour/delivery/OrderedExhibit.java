package io.ternmq.samples.orders.tour.delivery;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The group is {@code JMSXGroupID}, which is also RocketMQ's way to name what belongs together. */
@ApplicationScoped
public class OrderedExhibit implements Exhibit {

    private static final int MESSAGES = 6;

    @EJB
    private Sender sender;

    @Override
    public String name() {
        return "ordered";
    }

    @Override
    public String title() {
        return "Messages of one group come in order, also when one of them fails and comes again";
    }

    @Override
    public List<String> show(Run run) {
        for (String group : List.of("ann", "bob")) {
            sender.sendInGroup(run, "tour_ordered", group + run.id(), List.of(group + " 1", group + " 2 flaky", group + " 3"));
        }
        List<String> lines = new ArrayList<>(run.await(MESSAGES));
        // Groups come side by side; here one after the other. The sort is stable, and keeps the order within each.
        lines.sort(Comparator.comparing(line -> line.split(" ")[0]));
        return lines;
    }
}
