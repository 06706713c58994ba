package io.ternmq.jca.admin;

import io.ternmq.jms.destination.TernTopic;

/**
 * A topic that a server's configuration declares. Its property {@code name} goes by the names that other adapters use, too. A JavaBean;
 * not changed once an application has it.
 */
public class TopicObject extends TernTopic {

    private static final long serialVersionUID = 1L;

    /** For the server. */
    public TopicObject() {
    }

    /** The same as {@link #getName()}. */
    public String getDestinationName() {
        return getName();
    }

    /** @see #getDestinationName() */
    public void setDestinationName(String destinationName) {
        setName(destinationName);
    }

    /** The same as {@link #getName()}. */
    public String getPhysicalName() {
        return getName();
    }

    /** @see #getPhysicalName() */
    public void setPhysicalName(String physicalName) {
        setName(physicalName);
    }
}
