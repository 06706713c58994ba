package io.ternmq.jms.message;

import io.ternmq.jms.core.JmsErrors;
import io.ternmq.jms.destination.TernDestination;
import io.ternmq.jms.destination.TernQueue;
import io.ternmq.jms.destination.TernTopic;
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
     * @throws InvalidDestinationException for null, and for what is neither queue nor topic or has no name
     */
    public static TernDestination require(Destination destination) throws JMSException {
        if (destination instanceof TernDestination ours && ours.getName() != null) {
            return ours;
        }
        if (destination instanceof Queue queue && isName(queue.getQueueName())) {
            return new TernQueue(queue.getQueueName());
        } else if (destination instanceof Topic topic && isName(topic.getTopicName())) {
            return new TernTopic(topic.getTopicName());
        }
        throw new InvalidDestinationException("destination: " + destination + " (expected: a queue or topic with a name)",
            JmsErrors.INVALID_ARGUMENT);
    }

    private static boolean isName(String name) {
        return name != null && !name.isEmpty();
    }
}
