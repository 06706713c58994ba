package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.Broker;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an activation works with.
 *
 * @param name         of the activation, for people and as name of a subscription that has none
 * @param broker       where to connect
 * @param endpoints    makes the endpoints to deliver to
 * @param workManager  runs connecting and deliveries
 * @param transactions tells how deliveries' transactions ended; null where the server has none
 * @param timer        runs nothing but the start of what is to be done later
 */
public record EndpointContext(String name, Broker broker, MessageEndpointFactory endpoints, WorkManager workManager,
                              TransactionSynchronizationRegistry transactions, ScheduledExecutorService timer) {

    /** The name that the server has for the activation, with the bean's class if that is not in it: WildFly has one name for all beans. */
    public static String nameOf(MessageEndpointFactory endpoints) {
        String given = endpoints.getActivationName();
        Class<?> bean = endpoints.getEndpointClass();
        if (given == null || given.isBlank()) {
            return UUID.randomUUID().toString();
        }
        return bean == null || given.contains(bean.getSimpleName()) ? given : given + "#" + bean.getName();
    }

    /** The bean's class, which is noted beside messages that fail; the name where the server does not tell. */
    String beanName() {
        Class<?> bean = endpoints.getEndpointClass();
        return bean == null ? name : bean.getName();
    }
}
