package io.ternmq.samples.orders.tour.transaction;

import io.ternmq.samples.orders.tour.Exhibit;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.List;

/** The bean that gets what is left is the one of the queue exhibit. */
@ApplicationScoped
public class RollbackExhibit implements Exhibit {

    @Resource
    private UserTransaction transaction;

    @EJB
    private Sender sender;

    @Override
    public String name() {
        return "rollback";
    }

    @Override
    public String title() {
        return "Sends by an injected JMSContext belong to the transaction: what is rolled back never was";
    }

    @Override
    public List<String> show(Run run) {
        try {
            transaction.begin();
            sender.send(run, "tour_queue", List.of("rolled back"));
            transaction.rollback();
            transaction.begin();
            sender.send(run, "tour_queue", List.of("committed"));
            transaction.commit();
        } catch (NotSupportedException | SystemException | RollbackException | HeuristicMixedException | HeuristicRollbackException e) {
            throw new IllegalStateException("The transaction failed", e);
        }
        return run.await(1);
    }
}
