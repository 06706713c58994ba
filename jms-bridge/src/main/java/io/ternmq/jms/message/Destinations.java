package io.ternmq.jms.message;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
import io.ternmq.wire.jms.DestinationNames;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;

/** Other people's destinations as ours. */
public final class Destinations {
    private Destinations() {
    }

    /**
     * Our destination of the same kind and name.
     *
     * @throws InvalidDestinationException for null, and for what is neither queue nor topic or has no name that is one
     */
    public static TernDestination require(Destination destination) throws JMSException {
        if (destination instanceof TernDestination ours && ours.getName() != null) {
            requireName(ours.getName());
            return ours;
        }
        if (destination instanceof Queue queue) {
            requireName(queue.getQueueName());
            return new TernQueue(queue.getQueueName());
        } else if (destination instanceof Topic topic) {
            requireName(topic.getTopicName());
            return new TernTopic(topic.getTopicName());
        }
        throw invalid("destination: " + destination + " (expected: a queue or topic with a name)");
    }

    /** @throws InvalidDestinationException when no destination can have the name */
    public static void requireName(String name) throws JMSException {
        if (name == null || name.isEmpty()) {
            throw invalid("destination name: " + (name == null ? "null" : "''") + " (expected: not empty)");
        }
        String escaped = DestinationNames.escapedName(name);
        if (escaped != null) {
            throw invalid("destination name: '" + name + "' is the topic of '" + escaped + "' (expected: that name)");
        }
    }

    private static InvalidDestinationException invalid(String message) {
        return new InvalidDestinationException(message, JmsErrors.INVALID_ARGUMENT);
    }
}
