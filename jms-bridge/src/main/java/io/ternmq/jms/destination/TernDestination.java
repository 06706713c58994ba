package io.ternmq.jms.destination;

import static java.util.Objects.requireNonNull;

import jakarta.jms.Destination;
import java.io.Serializable;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;

/**
 * A destination by name. A JavaBean, so that containers can configure it; not to be changed once it is in use.
 *
 * <p>The name may carry an option: {@code orders?consumerGroup=billing} consumes as a member of RocketMQ consumer group
 * {@code billing} instead of the queue's own group, or instead of a subscription of the topic. It means nothing to producers.
 */
public abstract class TernDestination implements Destination, Referenceable, Serializable {
    /** Class of the JNDI object factory; named, not referred to, so that this package depends on nothing. */
    static final String OBJECT_FACTORY = "io.ternmq.jms.jndi.TernObjectFactory";

    private static final long serialVersionUID = 1L;
    private static final String GROUP_OPTION = "?consumerGroup=";

    private String name;
    private String consumerGroup;

    TernDestination() {
    }

    TernDestination(String nameAndOption) {
        setName(nameAndOption);
    }

    /** The JMS name, without option; null when not yet configured. */
    public String getName() {
        return name;
    }

    /**
     * Sets the name.
     *
     * @param nameAndOption name, optionally with {@code ?consumerGroup=...}
     */
    public final void setName(String nameAndOption) {
        requireNonNull(nameAndOption, "name");
        int option = nameAndOption.lastIndexOf(GROUP_OPTION);
        name = option < 0 ? nameAndOption : nameAndOption.substring(0, option);
        if (option >= 0) {
            setConsumerGroup(nameAndOption.substring(option + GROUP_OPTION.length()));
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("destination name '" + nameAndOption + "' (expected: not empty)");
        }
    }

    /** The RocketMQ consumer group to consume with, or null for JMS's own. */
    public String getConsumerGroup() {
        return consumerGroup;
    }

    /** Sets the RocketMQ consumer group to consume with; null or empty for JMS's own. */
    public final void setConsumerGroup(String group) {
        consumerGroup = group == null || group.isEmpty() ? null : group;
    }

    /** Whether it is a queue; otherwise it is a topic. */
    public abstract boolean isQueue();

    @Override
    public Reference getReference() {
        Reference reference = new Reference(getClass().getName(), OBJECT_FACTORY, null);
        reference.add(new StringRefAddr("name", toString()));
        return reference;
    }

    /** Equal when kind and name are: the consumer group is a way to consume, not another destination. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TernDestination that && isQueue() == that.isQueue() && name != null && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name == null ? 0 : name.hashCode() * 31 + Boolean.hashCode(isQueue());
    }

    /** The name with its option, as {@link #setName} takes it. */
    @Override
    public String toString() {
        return consumerGroup == null ? String.valueOf(name) : name + GROUP_OPTION + consumerGroup;
    }
}
