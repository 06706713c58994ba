package io.ternmq.samples.orders.tour.transaction;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** What is refused is given up after two deliveries; neither row nor receipt of it are left. */
@ApplicationScoped
public class DatabaseExhibit implements Exhibit {

    private static final int DELIVERIES = 2;

    @EJB
    private Ledger ledger;

    @EJB
    private Sender sender;

    @Override
    public String name() {
        return "xa-database";
    }

    @Override
    public String title() {
        return "Delivery, row in a database and receipt are one XA transaction: all of them or none";
    }

    @Override
    public List<String> show(Run run) {
        sender.send(run, "tour_entries", List.of("refused"));
        run.await(DELIVERIES);
        sender.send(run, "tour_entries", List.of("good"));
        List<String> lines = new ArrayList<>(run.await(DELIVERIES + 1));
        lines.add("rows in the database: " + ledger.entries(run.id()));
        return lines;
    }
}
