package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.AdapterError;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;

/**
 * How the consumers of one activation are opened.
 *
 * @param spec             what is wanted
 * @param destination      where
 * @param subscriptionName of a durable or shared subscription
 */
record ConsumerOpening(TernActivationSpec spec, Destination destination, String subscriptionName) {

    /** How many consumers there can be: an unshared subscription has one. */
    int maxCount() {
        return isSubscription() && !spec.isShared() ? 1 : spec.getMaxConcurrency();
    }

    /** How many there are to begin with. */
    int minCount() {
        return Math.min(maxCount(), spec.minConcurrencyOrDefault());
    }

    /** Messages in one delivery at most. */
    int maxMessages() {
        return spec.batchSize();
    }

    /** How long a batch that is not full waits for more. */
    long timeoutMs() {
        return spec.batchTimeoutMs();
    }

    MessageConsumer open(Session session) throws JMSException {
        String selector = spec.getMessageSelector();
        if (!isSubscription()) {
            return session.createConsumer(destination, selector);
        }
        Topic topic = (Topic) destination;
        if (spec.isDurable()) {
            return spec.isShared()
                    ? session.createSharedDurableConsumer(topic, subscriptionName, selector)
                    : session.createDurableConsumer(topic, subscriptionName, selector, false);
        }
        return maxCount() > 1
                ? session.createSharedConsumer(topic, subscriptionName, selector)
                : session.createConsumer(topic, selector);
    }

    /** Whether it is a JMS subscription; with a consumer group of RocketMQ, the group takes its place. */
    private boolean isSubscription() {
        return destination instanceof Topic && (spec.getConsumerGroup() == null || spec.getConsumerGroup().isBlank());
    }

    /** Why a bean in a container's transactions cannot listen to such a broker. */
    static JMSException withoutXa(JMSException refusal) {
        return AdapterError.NO_XA.jms("the bean's deliveries are transacted, and the broker has no distributed transactions (expected: "
                + "transaction attribute NOT_SUPPORTED, bean-managed transactions, or the activation property transactedDelivery=emulate): "
                + refusal.getMessage(), refusal);
    }
}
