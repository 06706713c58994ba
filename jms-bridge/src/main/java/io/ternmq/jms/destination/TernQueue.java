package io.ternmq.jms.destination;

import jakarta.jms.Queue;

/** A queue by name; see {@link TernDestination} for the option that names a consumer group. */
public class TernQueue extends TernDestination implements Queue {
    private static final long serialVersionUID = 1L;

    /** For containers, which then set the name. */
    public TernQueue() {
    }

    /**
     * A queue.
     *
     * @param nameAndOption not empty
     */
    public TernQueue(String nameAndOption) {
        super(nameAndOption);
    }

    @Override
    public final boolean isQueue() {
        return true;
    }

    @Override
    public String getQueueName() {
        return getName();
    }
}
