package io.ternmq.samples.orders.tour;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import java.util.List;

/** Sends, by an injected context, in the transaction of the call: all of its messages or none. */
@Stateless
public class Sender {

    @Inject
    @JMSConnectionFactory("jms/connectionFactory")
    private JMSContext context;

    /** To a queue. */
    public void send(Run run, String queue, List<String> texts) {
        texts.forEach(text -> producer(run).send(context.createQueue(queue), text));
    }

    /** To a queue; messages of one group come in order. */
    public void sendInGroup(Run run, String queue, String group, List<String> texts) {
        JMSProducer producer = producer(run).setProperty("JMSXGroupID", group);
        texts.forEach(text -> producer.send(context.createQueue(queue), text));
    }

    /** To a topic. */
    public void publish(Run run, String topic, List<String> texts) {
        texts.forEach(text -> producer(run).send(context.createTopic(topic), text));
    }

    private JMSProducer producer(Run run) {
        return context.createProducer().setProperty(Run.PROPERTY, run.id());
    }
}
