package io.ternmq.samples.orders.tour.transaction;

import io.ternmq.samples.orders.tour.Notebook;
import io.ternmq.samples.orders.tour.Run;
import io.ternmq.samples.orders.tour.Sender;
import io.ternmq.samples.orders.tour.Texts;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.List;

/** Enters what it gets and sends a receipt, then finds that some must be refused. */
@MessageDriven
public class LedgerBean implements MessageListener {

    @Inject
    private Notebook notebook;

    @Resource
    private MessageDrivenContext transaction;

    @EJB
    private Ledger ledger;

    @EJB
    private Sender sender;

    @Override
    public void onMessage(Message message) {
        String text = Texts.of(message);
        String run = Texts.property(message, Run.PROPERTY);
        ledger.enter(run, text);
        sender.send(new Run(run, notebook), "tour_receipts", List.of("receipt for " + text));
        if (text.equals("refused")) {
            notebook.note(message, "refused: row and receipt are undone");
            transaction.setRollbackOnly();
        }
    }
}
