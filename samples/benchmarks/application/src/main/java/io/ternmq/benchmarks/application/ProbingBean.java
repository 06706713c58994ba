package io.ternmq.benchmarks.application;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDrivenContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;

/** Shows whether its deliveries are branches of its transactions: rolls the first one back, and takes part in the second one. */
public class ProbingBean implements MessageListener {

    @Resource
    private MessageDrivenContext context;

    @Override
    public void onMessage(Message message) {
        try {
            if (Probe.current().delivered(message.getJMSRedelivered())) {
                context.setRollbackOnly();
            } else {
                Transactions.current().enlistResource(Probe.current());
            }
        } catch (JMSException | RollbackException | SystemException e) {
            throw new EJBException("probing a delivery", e);
        }
    }
}
