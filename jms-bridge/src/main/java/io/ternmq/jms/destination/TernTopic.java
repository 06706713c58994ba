package io.ternmq.jms.destination;

import jakarta.jms.Topic;

/** A topic by name; see {@link TernDestination} for the option that names a consumer group. */
public class TernTopic extends TernDestination implements Topic {
    private static final long serialVersionUID = 1L;

    /** For containers, which then set the name. */
    public TernTopic() {
    }

    /**
     * A topic.
     *
     * @param nameAndOption not empty
     */
    public TernTopic(String nameAndOption) {
        super(nameAndOption);
    }

    @Override
    public final boolean isQueue() {
        return false;
    }

    @Override
    public String getTopicName() {
        return getName();
    }
}
