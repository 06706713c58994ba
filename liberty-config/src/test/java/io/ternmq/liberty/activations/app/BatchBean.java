package io.ternmq.liberty.activations.app;

import io.ternmq.jca.batch.BatchMessageListener;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.util.List;
import java.util.stream.Collectors;

/** Sends a summary of each batch, and marks the transaction of one that comes for the first time and begins with "bad". */
@MessageDriven(activationConfig = {
        @ActivationConfigProperty(propertyName = "destinationName", propertyValue = "batches"),
        @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
        @ActivationConfigProperty(propertyName = "maxBatchSize", propertyValue = "3"),
        @ActivationConfigProperty(propertyName = "batchTimeoutMs", propertyValue = "2000"),
        @ActivationConfigProperty(propertyName = "maxConcurrency", propertyValue = "1")})
public class BatchBean implements BatchMessageListener {

    @Resource
    private MessageDrivenContext transaction;

    @Resource(lookup = "jms/connectionFactory")
    private ConnectionFactory factory;

    @Override
    public void onMessages(List<Message> messages) {
        String summary = messages.stream().map(Notes::line).collect(Collectors.joining(" "));
        Notes.add("BatchBean", summary);
        try (JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue("summaries"), summary);
        }
        if (summary.startsWith("bad") && summary.contains("#1")) {
            transaction.setRollbackOnly();
        }
    }
}
