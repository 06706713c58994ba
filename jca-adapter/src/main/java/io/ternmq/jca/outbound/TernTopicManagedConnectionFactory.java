package io.ternmq.jca.outbound;

/** As its superclass, for an application that looks up a {@code jakarta.jms.TopicConnectionFactory}. */
public class TernTopicManagedConnectionFactory extends TernManagedConnectionFactory {

    private static final long serialVersionUID = 1L;

    /** For the server. */
    public TernTopicManagedConnectionFactory() {
    }

    @Override
    Domain domain() {
        return Domain.TOPIC;
    }
}
