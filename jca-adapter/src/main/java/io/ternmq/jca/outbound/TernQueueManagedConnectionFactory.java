package io.ternmq.jca.outbound;

/** As its superclass, for an application that looks up a {@code jakarta.jms.QueueConnectionFactory}. */
public class TernQueueManagedConnectionFactory extends TernManagedConnectionFactory {

    private static final long serialVersionUID = 1L;

    /** For the server. */
    public TernQueueManagedConnectionFactory() {
    }

    @Override
    Domain domain() {
        return Domain.QUEUE;
    }
}
