package io.ternmq.jca.inbound;

import io.ternmq.jca.connection.Broker;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an activation works with.
 *
 * @param broker       where to connect
 * @param endpoints    makes the endpoints to deliver to
 * @param workManager  runs connecting and deliveries
 * @param transactions tells how deliveries' transactions ended; null where the server has none
 * @param timer        runs nothing but the start of the next attempt
 */
public record EndpointContext(Broker broker, MessageEndpointFactory endpoints, WorkManager workManager,
                              TransactionSynchronizationRegistry transactions, ScheduledExecutorService timer) {
}
